"""Every function of the official Python server SDK (`rongcloud`), called once or more.

    python3 tests/interop/server_api.py URL APP_KEY APP_SECRET

The table names each function with its outcome: it works, and what another call shows of it; or the server does not
have it and says so (1009). A function of the SDK that the table does not name fails. Ends with 1 if a check fails.
"""

import inspect
import sys

try:
    from rongcloud import RongCloud
    from rongcloud.base import RongCloudBase
except ImportError:
    sys.exit("the SDK is missing: python3 -m venv .venv && .venv/bin/pip install rongcloud==2.0.1")

URL, KEY, SECRET = sys.argv[1:4]
RongCloudBase.api_host = RongCloudBase.sms_host = URL
SDK = RongCloud(KEY, SECRET)
TEXT = "RC:TxtMsg"
CONTENT = '{"content":"hello"}'
TEMPLATE = {
    "fromUserId": "alice",
    "objectName": TEXT,
    "content": '{"content":"{name}"}',
    "toUserId": ["bob"],
    "values": [{"{name}": "Bob"}],
    "pushContent": ["p"],
    "pushData": ["d"],
}
PUSH = {"platform": ["ios"], "audience": {"is_to_all": True}, "notification": {"alert": "x"}}


def holds(text):
    """The answer tells this."""
    return lambda answer: text in str(answer)


def lacks(text):
    """The answer does not tell this."""
    return lambda answer: text not in str(answer)


# Function, its parameters, and what its answer must tell; "not available" is an outcome too.
NOT_AVAILABLE = object()
# There is no such discussion.
REFUSED = object()
TABLE = [
    ("User.getToken", ("ann", "Ann", "https://example.org/a.png"), holds("token")),
    ("User.refresh", ("ann", "Ann II"), None),
    ("User.checkOnline", ("ann",), holds("'0'")),
    ("User.block", ("ann", 5), None),
    ("User.queryBlock", (), holds("ann")),
    ("User.unBlock", ("ann",), None),
    ("User.queryBlock", (), lacks("ann")),
    ("User.addBlacklist", ("bob", "ann"), None),
    ("User.queryBlacklist", ("bob",), holds("ann")),
    ("User.removeBlacklist", ("bob", "ann"), None),
    ("User.queryBlacklist", ("bob",), lacks("ann")),
    ("Group.create", (["alice", "bob"], "readers", "Readers"), None),
    ("Group.join", (["ann"], "readers", "Readers"), None),
    ("Group.queryUser", ("readers",), holds("ann")),
    ("Group.quit", (["ann"], "readers"), None),
    ("Group.queryUser", ("readers",), lacks("ann")),
    ("Group.refresh", ("readers", "Readers & Co"), None),
    ("Group.sync", ("ann", [("readers", "Readers")]), None),
    ("Group.addGagUser", ("alice", "readers", 1), None),
    ("Group.lisGagUser", ("readers",), holds("alice")),
    ("Group.rollBackGagUser", ("alice", "readers"), None),
    ("Group.lisGagUser", ("readers",), lacks("alice")),
    ("Message.publishPrivate", ("alice", ["bob"], TEXT, CONTENT), holds("messageUID")),
    ("Message.publishTemplate", (TEMPLATE,), holds("messageUID")),
    ("Message.PublishSystem", ("alice", ["bob"], TEXT, CONTENT), holds("messageUID")),
    ("Message.publishSystemTemplate", (TEMPLATE,), holds("messageUID")),
    ("Message.publishGroup", ("alice", ["readers"], TEXT, CONTENT), holds("messageUID")),
    ("Message.broadcast", ("alice", TEXT, CONTENT), None),
    ("Message.publishDiscussion", ("alice", "d", TEXT, CONTENT, "p", "d", "1", "1", "0"), REFUSED),
    ("Message.getHistory", ("2000010112",), holds("'url': ''")),
    ("Message.deleteMessage", ("2000010112",), None),
    ("Wordfilter.add", ("parsnip",), None),
    ("Wordfilter.getList", (), holds("parsnip")),
    ("Wordfilter.delete", ("parsnip",), None),
    ("Wordfilter.getList", (), lacks("parsnip")),
    ("Push.setUserPushTag", ({"userId": "ann", "tags": ["red"]},), None),
    ("Push.broadcastPush", (PUSH,), NOT_AVAILABLE),
    ("SMS.getImageCode", (KEY,), NOT_AVAILABLE),
    ("SMS.sendCode", ("13500000000", "t", "86"), NOT_AVAILABLE),
    ("SMS.verifyCode", ("s", "1"), NOT_AVAILABLE),
    ("Chatroom.create", ([("hall", "Hall")],), None),
    ("Chatroom.query", (["hall"],), holds("hall")),
    ("Chatroom.join", (["ann"], "hall"), None),
    ("Chatroom.queryUser", ("hall", 10, 1), None),
    ("Chatroom.addGagUser", ("ann", "hall", 1), None),
    ("Chatroom.ListGagUser", ("hall",), holds("ann")),
    ("Chatroom.rollbackGagUser", ("ann", "hall"), None),
    ("Chatroom.ListGagUser", ("hall",), lacks("ann")),
    ("Chatroom.addBlockUser", ("ann", "hall", 1), None),
    ("Chatroom.getListBlockUser", ("hall",), holds("ann")),
    ("Chatroom.rollbackBlockUser", ("ann", "hall"), None),
    ("Chatroom.getListBlockUser", ("hall",), lacks("ann")),
    ("Chatroom.addPriority", ("RC:VcMsg",), None),
    ("Chatroom.addWhiteListUser", ("hall", ["ann"]), None),
    ("Message.publishChatroom", ("alice", ["hall"], TEXT, CONTENT), None),
    ("Chatroom.stopDistributionMessage", ("hall",), None),
    ("Chatroom.resumeDistributionMessage", ("hall",), None),
    ("Chatroom.destroy", ("hall",), None),
    ("Group.dismiss", ("alice", "readers"), None),
]


def functions():
    """All functions of the SDK, as `Group.create`."""
    for part, module in vars(SDK).items():
        for name, _ in inspect.getmembers(module, inspect.ismethod):
            if not name.startswith("_") and name not in dir(RongCloudBase):
                yield f"{part}.{name}"


def judge(name, parameters, outcome):
    """Calls a function; what it answers, and whether that is the outcome."""
    part, function = name.split(".")
    answer = getattr(getattr(SDK, part), function)(*parameters)
    body = answer.result
    if outcome is NOT_AVAILABLE:
        return body, answer.status == 430 and body["code"] == 1009
    if outcome is REFUSED:
        return body, answer.status == 400 and body["code"] == 21406
    return body, body["code"] == 200 and (outcome is None or outcome(body))


failed = 0
for row in TABLE:
    seen, fits = judge(*row)
    failed += not fits
    word = {NOT_AVAILABLE: "is not available", REFUSED: "is refused"}.get(row[2], "works")
    print(f"ok - {row[0]} {word}" if fits else f"not ok - {row[0]}: saw {seen}")
missing = sorted(set(functions()) - {row[0] for row in TABLE})
failed += bool(missing)
print(f"not ok - not in the table: {missing}" if missing else f"ok - the table names all {len(set(functions()))} functions")
print(f"{len(TABLE) + 1 - failed} passed, {failed} failed")
sys.exit(1 if failed else 0)
