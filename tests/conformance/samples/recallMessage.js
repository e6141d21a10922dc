var rong = api.require('rcIM');
rong.recallMessage({
messageId:888
}, function(ret, err){
if (ret.success) {
alert(JSON.stringify(ret));
} else {
alert(JSON.stringify(err));
}
})
