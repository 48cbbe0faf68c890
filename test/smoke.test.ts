import t from 'tap';
import { openRegister } from './register.js';

t.test('the first records answer', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const { status, body } = await register.get('/partnerships?stage=signed');
  t.equal(status, 200);
  t.equal(body.data.length, 1);
});
