var rong = api.require('rcIM');
rong.init(function(ret, err) {
if (ret.status)
api.toast({ msg: err.code });
});
