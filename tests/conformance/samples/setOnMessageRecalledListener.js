var rong = api.require('rcIM');
rong.setOnMessageRecalledListener(function(ret){
alert(JSON.stringify(ret));
})
