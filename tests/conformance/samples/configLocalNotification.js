var rong = api.require('rcIM');
rong.configLocalNotification({
showNickname: true,
alertTitel:'APICloud'
});
