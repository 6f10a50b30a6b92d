"""What is typed by somebody who means harm, or whose program is broken: the lists of the drills."""

import json

ADDRESSES = (
    "", "@example.com", "a@", "a b@example.com", "a@@b.com", " a@example.com ", "a@example.com\n", "a@exam\nple.com",
    "a@example.com\u200b", "ad\u200bmin@example.com", "admin\u202e@example.com", "ıstanbul@example.com",
    "İstanbul@example.com", "аdmin@example.com", "admin@еxample.com", "admin@ｅxample.com", "a@exämple.com",
    "Bob@Example.COM", "a" * 64 + "@example.com", "a" * 65 + "@example.com", "a@" + "b" * 250 + ".com",
    "a@localhost", "a@[127.0.0.1]", "a@1.2.3.4", '"a b"@example.com', '"a\\"b"@example.com', "a%b@example.com",
    "a!b@example.com", "a@example.com,b@evil.example", "a@x.com;b@y.com", "Bob <a@example.com>", "mailto:a@x.com",
    '"a\r\nRCPT TO:<x@evil.example>"@example.com', "alice@example.org)bob@example.com", "-oQ/tmp@example.com",
    "=cmd@example.com", "+1@example.com", "a'--@example.com", "a@example.com%0d%0aBcc:x@y.z",
    "a@example.com?cc=x@y.z", "{{7*7}}@example.com", '"' + "a." * 100_000 + '"', "a\0@example.com",
)  # fmt: skip
NAMES = (
    "Hi\r\nBcc: x@evil.example", "Hi\nBcc: x@evil.example", "Hi\rBcc: x@evil.example", "Hi\x0bthere", "Hi\x0cthere",
    "Hi\x1cthere", "Hi\x85there", "Hi\u2028there", "=?utf-8?q?Hi=0ABcc:_x?=", "x" * 10_000, "   ",
    '"><img src=x onerror=alert(1)>', "Robert'); DROP TABLE families;--", "abc\u202egnp.exe", "a" + "\u0301" * 300,
    "😀" * 10_000, "\ud800", '=HYPERLINK("http://evil","x")', "+1+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1",
    "Zoe\0", "\ufeffZoe", "\ufffe", "\ue000first\ue001", "%00", "%s%n", "${7*7}", "{{ 7*7 }}", "{% debug %}",
    "__proto__", "../../../etc/passwd", "a'b\"c`d\\e", "<svg/onload=alert(1)>", "javascript:alert(1)", "&lt;b&gt;",
)  # fmt: skip
BODIES = (
    "{{ settings.SECRET_KEY }}", "{% debug %}", "{% load static %}", "${7*7}", "<%= 7*7 %>", "{{ ''.__class__ }}",
    '{{ env "DB_PASSWORD" }}', "{{ guardian first name }", "{{ frist_name }}", "<script>alert(1)</script>",
    "<svg onload=alert(1)>", '<a href="javascript:alert(1)">x</a>', "[x]( jAvAsCrIpT:alert(1))",
    '<meta http-equiv=refresh content="0;url=http://evil.example">', '<base href="http://evil.example/">',
    '<form action="http://evil.example"><input name=a></form>', '<iframe src="http://evil.example"></iframe>',
    '<p style="background:url(http://evil.example/a.png)">x</p>', "![a](http://evil.example/a.png)",
    "y" * 2_000, "." * 400, "Hello\r\n.\r\nMAIL FROM:<x@evil.example>", "<div>" * 10_000, "> " * 9_000, "z" * 600_000,
)  # fmt: skip
NUMBERS = (
    "-1", "0", "1e3", "٣", "NaN", "Infinity", "1e999", str(2**31), str(2**63), str(-(2**63) - 1), "9" * 5_000, "0x10",
    "1_000", " 7 ", "1.5", "1,5", "⅕", "true", "null", "[]",
)  # fmt: skip
MOMENTS = (
    "2026-02-30", "0000-00-00", "0001-01-01", "10000-01-01", "9999-12-31", "2026-03-08T02:30", "2026-13-01T00:00",
    "9999-12-31T23:59", "0001-01-01T00:00", "2026-01-01T00:00+25:00", "2026-01-01T00:00Z", "24:00", "07:42:61",
)  # fmt: skip
IDS = (
    "00000000-0000-0000-0000-000000000000", "{00000000-0000-0000-0000-000000000000}", "urn:uuid:x", "1; DROP TABLE x",
    "' OR 1=1 --", "0" * 32, "g" * 32,
)  # fmt: skip
PLACES = ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/office/\r\nX: y")
TOKENS = ("x", "v1.é.ü.x", "v1.a.b.c", "....", "a" * 5_000, "%00", "v1.%2e%2e.%2f", "\ud800")
JSONS = (
    "[" * 100_000, '{"a":' * 20_000, '{"a":NaN}', '{"a":1e999}', '{"id":"\\ud800"}', '{"id":"\\u0000"}', "null", "[]",
    "0", '""', "{}", "\ufeff{}", '{"a":1,"a":2}', json.dumps({"id": "x", "rawId": "x", "response": {}, "type": "x"}),
    json.dumps({"id": [], "rawId": {}, "response": [], "type": 1, "clientExtensionResults": "x"}),
)  # fmt: skip
EVERYTHING = tuple(dict.fromkeys(ADDRESSES + NAMES + BODIES + NUMBERS + MOMENTS + IDS + PLACES + TOKENS + JSONS))
SHORT = tuple(one for one in EVERYTHING if len(one) < 1_000)
MARK = "111111111"  # what a template language that read one of these would make of it
PRODUCT = "12345679*9"
POISON = (
    '"><img src=x onerror=alert(1)>', "<script>alert(1)</script>", "'-alert(1)-'", "<svg/onload=alert(1)>",
    '<img src="http://evil.example/a.png">', "<link rel=stylesheet href=//evil.example/a.css>",
    "{{ " + PRODUCT + " }}", "${" + PRODUCT + "}", "<%= " + PRODUCT + " %>", "#{" + PRODUCT + "}",
    "{% widthratio 12345679 1 9 %}", "{{ school name }}", '=HYPERLINK("http://evil.example","x")', "+1+1", "-1",
    "@SUM(A1)", "＝1", "Bank <security@evil.example>, x", "=?utf-8?q?Hi=0ABcc:_x@evil.example?=",
    "Bcc: x@evil.example", "%0d%0aBcc: x@evil.example", "\\r\\nBcc: x@evil.example", "[x](javascript:alert(1))",
)  # fmt: skip
