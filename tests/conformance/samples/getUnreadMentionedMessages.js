var rong = api.require('rcIM');
// 之前调用 init 和 connect 的代码省略
rong.getUnreadMentionedMessages({
conversationType: 'GROUP',
targetId: '9527'
}, function(ret, err) {
api.toast({ msg: JSON.stringify(ret.result) });
})
