import { pick, type Random } from './random.ts'

/** Values that a log should not hold, or holds anyway, by what they are written instead of. One a line. */
const kinds = {
  number: lines(`0
-0
-1
1
7
12
200
404
499
99
600
0.5
0.0
1.50
0.031313
0.000022694
3.0000000000000004
9007199254740993
1795335671.1232474
12345678901234567890
0.1234567890123456789
1e3
1E-2
2.5e+1
1e400
1763800000
1763800000123
1763800000123456
1763800000123456789
99999999
100000000
99999999999
100000000000
17638000001234.5
999999
1000000
01
1.
.5
+1
-
0x10
NaN`),
  time: lines(`2026-11-22T08:19:19+00:00
2026-11-22T08:19:19Z
2026-11-22 08:19:19
2026-11-22T08:19:19
2026-11-22T08:19:19.5
2026-11-22T08:19:19.123456789Z
2026-11-22T08:19:19.1234567Z
2026-02-29T00:00:00Z
2026-02-30T00:00:00Z
2026-04-31T00:00:00
2026-13-01T00:00:00Z
1972-01-01T00:00:00Z
2026-11-22T08:19:19.5+0130
2026-11-22T08:19:19 -08:00
2026-11-22T24:00:00Z
2026-11-22T08:19Z
2026-11-22
2026-11-22T08:19:60Z
2026-11-22T08:19:19,250-08:00
2026-11-22T08:19:19.Z
2026-11-22T08:19:19+0000]
22/Nov/2026:08:19:19 +0000
[22/Nov/2026:08:19:19 -0330]
[22/Nov/2026:08:19:19]
22/Nov/2026:08:26:22.213
22/nov/2026:08:19:19 +0000
32/Nov/2026:08:19:19 +0000
30/Feb/2026:08:19:19 +0000
1763800000.123
1763800000
1763800000123
742
08:19:19
2036-01-01T00:00:00Z
-`),
  path: lines(`/
/a
/a?b=c
/a#f
/a#f?b
/a%20b
a/b
*
-
//host/p
http://h/p?q
https://h
https://h?x
HTTP://H/P
ftp+x://h/p
h1://x/y
1h://x/y
averylongscheme://h/p
://h/p
/api/users/1234567890/orders/abcdef
/café
/🚀
/\u2028
/ with space
/x"y
/x\\y
(null)
<BADREQ>`),
  requestLine: lines(`GET / HTTP/1.1
GET /x?y HTTP/2.0
POST /p
GET
get /p HTTP/1.1
GET  /two
GET /a b HTTP/1.1
GET http://h/p HTTP/1.1
GET /p HTTP/
FOO /p HTTP/1.1
foo /p HTTP/1.1
/p
/p HTTP/1.1
<WSGIRequest: GET '/p'>
\u0016\u0003\u0001
-`),
  client: lines(`1.2.3.4
1.2.3.4:80
::1
[::1]:80
2001:db8::1
2001:5
1.2.3.4, 5.6.7.8
unknown
host.name
a:b
:80
1.2.3.4:
12:80
1234
12:1.2
-`),
  duration: lines(`0.008
12
12.5
5.
.5
-1
-
1.73605ms
850µs
850μs
12 ms
0.123s
1h2m3.5s
6.239us
5ns
1.5.5ms
00:00:01.5
PT0.5S
1e-3
 7
0x10
2026-11-22T08:19:19Z
22/Nov/2026:08:19:19 +0000
99999999999`),
  word: lines(`-
null
N/A
0
200
404
 200
200${' '}
20
2000
000
999
info
GET
get
Get
PROPFIND
FOO
foo bar
HIT
hit
MISS
BYPASS
TCP_HIT
miss, miss
true
undefined
NoError
upstream timed out
http.log.error.log0
build`),
  message: [
    ...lines(`a "quoted" text
tab\tinside
back\\slash
{"status":200}
{"status":200,"method":"GET","path":"/in","duration_ms":5,"timestamp":1795335600}
request {"status":200} done
{braces} only
[1]
status=200 method=GET path=/told duration=5ms
code=H12 desc="x"
10.0.0.1 - - [22/Nov/2026:08:19:19 +0000] "GET /told HTTP/1.1" 200 5 "-" "curl/8"
error
handled request`),
    'line\nbreak',
    'x'.repeat(1500),
    `/${'n'.repeat(3000)}`,
    '',
  ],
}

/** JSON that is valid, and JSON that is not, where a plain value is expected. */
const valid = lines(`null
true
false
{}
[]
[1,2]
[0,417889]
["a"]
["1.2.3.4","b"]
[{"x":1}]
[{"key":"http.method","value":"GET"}]
[[]]
[[[]]]
{"a":{"b":[]}}
{"seconds":1763800000,"nanos":5}
{"seconds":0,"nanos":417889}
{"status":200,"method":"GET"}
"\\ud83d\\ude80"
"\\ud800"
"\\udc00\\ud800"`)
const invalid = lines(`True
nul
fals
falsy
[{"x":1}
[1,]
{"a":1,}
{"a" 1}
{1:2}
"a
"\\x41"
"\\u12g4"`)

function lines(text: string): string[] {
  return text.split('\n')
}

function kindOf(usual: unknown): readonly string[] {
  const text = String(usual)
  if (/^\d{4}-\d\d|^\d\d\//.test(text)) return kinds.time
  if (/^[A-Z]+ /.test(text)) return kinds.requestLine
  if (/^(\/|http)/.test(text)) return kinds.path
  if (/^\d+\.\d+\.\d+\./.test(text)) return kinds.client
  if (/^[\d.]+$/.test(text)) return kinds.duration
  return text.includes(' ') ? kinds.message : kinds.word
}

/** JSON text to stand where `usual` is expected. */
export function oddValue(random: Random, usual: unknown): string {
  const r = random()
  if (r < 0.1) return pick(random, invalid)
  if (r < 0.25) return pick(random, valid)
  if (r < 0.45) return pick(random, kinds.number)
  const kind = r < 0.85 ? kindOf(usual) : pick(random, Object.values(kinds))
  return spelling(random, pick(random, kind))
}

/** A string as loggers write it: plain, or with escapes that mean the same. */
export function spelling(random: Random, text: string): string {
  const json = JSON.stringify(text)
  const r = random()
  if (r < 0.7) return json
  if (r < 0.85) return json.replaceAll('/', '\\/')
  if (json.includes('\\')) return json
  const spelt = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
  return `"${[...json.slice(1, -1)].map(c => (/[a-zA-Z/?#{]/.test(c) && random() < 0.2 ? spelt(c) : c)).join('')}"`
}
