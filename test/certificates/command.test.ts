/** Certificates at the command line: with the register, and with the public keys alone. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { command } from '../support/command.js';
import { emptyFolder } from '../support/process.js';
import { type Json, openRegister, populate, type TestRegister } from '../support/register.js';

async function prepared(t: Test) {
  const register: TestRegister = await openRegister(t);
  await populate(register);
  const folder = emptyFolder(t);
  const save = (name: string, content: unknown) => writeFileSync(join(folder, name), JSON.stringify(content));
  const answer: Json = (await register.get('/parties?kind=state&certificate=true')).body;
  save('answer.json', answer);
  save('keys.json', (await register.get('/.well-known/entente-keys')).body);
  const run = (...args: string[]) => command(t, folder, args, { DATABASE_URL: register.url });
  return { register, folder, answer, save, run };
}

t.test('entente verify ANSWER.json asks the register of the settings', async (t) => {
  const { register, answer, save, run } = await prepared(t);
  await register.post('/parties', { kind: 'state', name: 'Syldavia', country: 'IT' });
  const { code, stdout } = await run('verify', 'answer.json');
  t.equal(code, 0);
  t.match(
    stdout,
    /^the certificate holds\n {2}signature {2}valid\n {2}answer {5}matches\n {2}log {8}matches\n {2}replay {5}same\n/,
  );
  save('answer.json', { ...answer, data: [] });
  const changed = await run('verify', 'answer.json');
  t.equal(changed.code, 1);
  t.match(changed.stdout, /^the certificate does not hold\n[\s\S]*answer {5}differs/);
});

t.test('with --key the public key alone decides, and no register is asked', async (t) => {
  const { answer, save, run } = await prepared(t);
  const args = ['verify', 'answer.json', '--key', 'keys.json'];
  const { code, stdout } = await run(...args);
  t.equal(code, 0);
  t.match(stdout, /signature {2}valid\n {2}answer {5}matches\n {2}log {8}not_checked\n {2}replay {5}not_replayed/);
  save('answer.json', { ...answer, certificate: { ...answer.certificate, sequence: 1 } });
  t.match(await run(...args), { code: 1, stdout: /signature {2}invalid/ });
  save('answer.json', answer);
  save('keys.json', { keys: [] });
  t.match(await run(...args), { code: 1, stdout: /signature {2}unknown_key/ });
});

t.test('a key is rotated by a command while the service runs', async (t) => {
  const { register, answer, run } = await prepared(t);
  const { code, stdout } = await run('rotate-certificate-key');
  t.equal(code, 0);
  const { certificate } = (await register.get('/parties?certificate=true')).body;
  t.match(stdout, certificate.key_id);
  t.not(certificate.key_id, answer.certificate.key_id);
  t.match(await run('verify', 'answer.json'), { code: 0 });
});

t.test('what is no certified answer is refused in one line', async (t) => {
  const { folder, save, run } = await prepared(t);
  save('answer.json', { data: [] });
  t.match(await run('verify', 'answer.json'), {
    code: 1,
    stderr: /answer\.json is no answer with a certificate: .*certificate is required/,
  });
  writeFileSync(join(folder, 'words.json'), 'hi\n');
  t.match(await run('verify', 'words.json'), { code: 1, stderr: /^entente verify: words\.json is not JSON\n$/ });
  t.match(await run('verify', 'nothing.json'), { code: 1, stderr: /ENOENT/ });
  t.match(await run('verify', '--key', 'keys.json'), { code: 1, stderr: /say the file/ });
  t.match(await run('verify', 'answer.json', '--expect', `1:${'0'.repeat(64)}`), {
    code: 1,
    stderr: /--expect is for/,
  });
});
