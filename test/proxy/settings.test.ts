/** The settings for a proxy: what they take, and what they refuse. */
import t from 'tap';
import { readConfig } from '../../src/config.js';

t.test('PUBLIC_URL is taken with a slash at its end and without', async (t) => {
  const read = (PUBLIC_URL?: string) => readConfig({ PUBLIC_URL }).publicUrl;
  t.equal(read(), '');
  t.equal(read(''), '');
  const taken = {
    'https://register.example.org': 'https://register.example.org',
    'https://register.example.org/': 'https://register.example.org',
    'https://register.example.org/entente': 'https://register.example.org/entente',
    'https://register.example.org/entente/': 'https://register.example.org/entente',
    'HTTP://Register.Example.Org:8080/a/b//': 'http://register.example.org:8080/a/b',
    'https://[2001:db8::1]/~register/': 'https://[2001:db8::1]/~register',
    'https://büro.example/straße/': 'https://xn--bro-hoa.example/stra%C3%9Fe',
  };
  for (const [sent, expected] of Object.entries(taken)) t.equal(read(sent), expected, sent);
});

t.test('what PUBLIC_URL refuses it refuses with what would be right', async (t) => {
  const refused = [
    ...['register.example.org', '/entente/', 'ftp://register.example.org/', 'https:register.example.org', 'https://'],
    ...['https:///entente', 'https://h/?', 'https://h/?a=b', 'https://h/#', 'https://h/#top', 'https://h\\entente'],
    ...['https://h:99999/', 'https://a b/', ' https://h/', 'https://h/a\n', `https://h/${'x'.repeat(500)}`],
    ...['https://me@h/', 'https://me:secret@h/'],
  ];
  for (const PUBLIC_URL of refused)
    t.throws(
      () => readConfig({ PUBLIC_URL }),
      /^PUBLIC_URL is .*; it should be an http or https address .*, such as https:/,
      PUBLIC_URL,
    );
  const failure = t.throws(() => readConfig({ PUBLIC_URL: 'https://me:secret@h/' }));
  t.notMatch(String(failure), 'secret', 'a password is not printed');
});

t.test('TRUST_PROXY takes a number of proxies, or addresses and networks', async (t) => {
  const read = (TRUST_PROXY?: string) => readConfig({ TRUST_PROXY }).trustProxy;
  t.equal(read(), 0);
  t.equal(read('off'), 0);
  t.equal(read('0'), 0);
  t.equal(read('2'), 2);
  t.strictSame(read('127.0.0.1'), ['127.0.0.1']);
  t.strictSame(read('10.0.0.0/8, ::1,2001:db8::/32'), ['10.0.0.0/8', '::1', '2001:db8::/32']);
});

t.test('what TRUST_PROXY refuses it refuses with what would be right', async (t) => {
  const refused = [
    ...['on', 'true', 'all', '*', '-1', '1.5', '101', 'proxy.example', '10.0.0', '10.0.0.0/33', '10.0.0.0/0'],
    ...['2001:db8::/129', '10.0.0.0/8,', '10.0.0.0/255.0.0.0', '1,2', '10.0.0.0/-1', 'fe80::1%eth0', '10.0.0.1:80'],
  ];
  for (const TRUST_PROXY of refused)
    t.throws(() => readConfig({ TRUST_PROXY }), /^TRUST_PROXY is .*; it should be "off", a number/, TRUST_PROXY);
});
