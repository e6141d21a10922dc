//! What the platform offers and this server does not have. Such a call is answered with the platform's own word for
//! that, so that a script learns it from the answer.

/// The platform's code for a function that is not open to the app, and the HTTP status that it comes with.
pub(super) const CODE: u16 = 1009;
pub(super) const STATUS: u16 = 430;

/// The calls, without `.json`; `/*` stands for all below.
pub(super) const CALLS: &[&str] = &[
    "/message/online/broadcast",
    // The server pushes to nobody's phone.
    "/push",
    "/push/user",
    "/push/custom",
    // Text messages to phones, with codes.
    "/getImgCode",
    "/sendCode",
    "/verifyCode",
    "/sms/*",
    "/ultragroup/*",
    "/user/deactivate/*",
    "/user/token/expire",
    "/user/chat/fb/*",
    "/user/blockPushPeriod/*",
    "/user/remarks/*",
    "/group/remarks/*",
    "/entrust/*",
    "/bot/*",
    "/rtc/*",
    "/stat/*",
];
