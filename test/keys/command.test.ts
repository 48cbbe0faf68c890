/** Keys made, listed and revoked by the command, beside a service that runs and before there is one. */
import { readdirSync } from 'node:fs';
import t from 'tap';
import { command } from '../support/command.js';
import { emptyFolder, failed, serve } from '../support/process.js';
import { KEY } from '../support/register.js';

const create = (...more: string[]) => ['keys', 'create', '--name', 'desk', ...more];
const company = (name: string) => ({ kind: 'company', name });

t.test(
  'a key is made before the first start, works, and is refused as soon as the command has revoked it',
  async (t) => {
    const cwd = emptyFolder(t);
    const made = await command(t, cwd, create('--scopes', 'write'));
    t.match(made, {
      code: 0,
      stdout: /^entente_[0-9a-f]{16}_[A-Za-z0-9_-]{43}\n$/,
      stderr: /^made the key \w+ for desk \(write\)/,
    });
    const key = made.stdout.trim();
    const id = key.slice(8, 24);
    t.match(made.stderr, id);
    t.notOk(made.stderr.includes(key.slice(25)), 'it is printed once');
    const { post, get } = await serve(t, cwd, { ENTENTE_ADMIN_KEY: KEY });
    t.equal((await post('/parties', key, company('Coinworks'))).status, 201);
    t.equal((await get('/parties/coinworks/revisions')).data[0].actor, 'desk');
    const other = (
      await command(t, cwd, create('--scopes', 'read,admin', '--expires', '2099-01-01T00:00:00Z'))
    ).stdout.trim();
    t.equal(
      (await post('/keys', other, { name: 'third', scopes: ['read'] })).status,
      201,
      'a running service knows it',
    );
    t.match(await command(t, cwd, ['keys', 'revoke', id]), { code: 0, stdout: `revoked ${id}\n`, stderr: '' });
    const refused = await post('/parties', key, company('Otherworks'));
    t.equal(refused.status, 401);
    t.match(await refused.json(), { detail: /was revoked/ });
    const { stdout } = await command(t, cwd, ['keys', 'list']);
    const lines = stdout.trimEnd().split('\n');
    t.equal(lines.length, 4);
    t.match(lines[0], /^id +name +scopes +made at +by +valid$/);
    t.match(lines[1], / third +read +\S+ +desk +until it is revoked$/);
    t.match(lines[2], / desk +read,admin +\S+ +entente +until 2099-01-01T00:00:00.000Z$/);
    t.match(lines[3], new RegExp(`^${id} .* revoked at \\S+ by entente$`));
    t.notMatch(stdout, /entente_/);
  },
);

t.test('without any key the list says so', async (t) => {
  t.match(await command(t, emptyFolder(t), ['keys', 'list']), { code: 0, stdout: 'no key was made\n', stderr: '' });
});

t.test(
  'what is no key to make or revoke is refused in one line, and never repeated when it may be a key',
  async (t) => {
    const cwd = emptyFolder(t);
    failed(t, 'no name', await command(t, cwd, ['keys', 'create', '--scopes', 'read']), '/name: name is required');
    failed(t, 'no scopes', await command(t, cwd, create()), '/scopes: scopes is required');
    failed(t, 'unknown scope', await command(t, cwd, create('--scopes', 'read,wirte')), 'did you mean write?');
    failed(t, 'no instant', await command(t, cwd, create('--scopes', 'read', '--expires', 'tomorrow')), 'tomorrow');
    failed(t, 'option', await command(t, cwd, create('--scope', 'read')), '--scope');
    failed(t, 'no word', await command(t, cwd, ['keys']), 'there is no command "keys"');
    failed(t, 'another word', await command(t, cwd, ['keys', 'destroy']), 'there is no command "keys destroy"');
    const key = `entente_${'0'.repeat(16)}_${'A'.repeat(43)}`;
    const whole = await command(t, cwd, ['keys', 'revoke', key]);
    failed(t, 'a key for an id', whole, 'one id is needed');
    t.notMatch(whole.stderr, key);
    failed(t, 'no id', await command(t, cwd, ['keys', 'revoke']), 'one id is needed');
    t.same(readdirSync(cwd), [], 'nothing was made');
    failed(
      t,
      'past',
      await command(t, cwd, create('--scopes', 'read', '--expires', '2020-01-01T00:00:00Z')),
      'in the future',
    );
    for (const name of ['аdmin', 'Ádmin', 'entente'])
      failed(t, name, await command(t, cwd, ['keys', 'create', '--scopes', 'read', '--name', name]), '/name: ');
    const hidden = await command(t, cwd, ['keys', 'create', '--scopes', 'read', '--name', 'news\u200bdesk']);
    failed(t, 'an invisible character', hidden, 'U+200B');
    failed(t, 'unknown id', await command(t, cwd, ['keys', 'revoke', '0'.repeat(16)]), 'There is no key');
  },
);
