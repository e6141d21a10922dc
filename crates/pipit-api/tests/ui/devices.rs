//! One person on two devices.

use async_trait::async_trait;
use pipit_im::{ConnectError, Login, Navigation, Socket};

use super::*;

/// What the system is told to show, or to take away.
#[derive(Debug, PartialEq)]
enum Told {
    Show(String),
    Withdraw(Option<ConversationId>),
}

struct Bell(mpsc::UnboundedSender<Told>);

impl Notifications for Bell {
    fn show(&self, notification: Notification) {
        self.0.send(Told::Show(notification.body)).ok(); // the test is over
    }

    fn withdraw(&self, conversation: Option<ConversationId>) {
        self.0.send(Told::Withdraw(conversation)).ok();
    }
}

/// The network of a device of another class: of each, one is online.
struct Phone(Arc<dyn Network>);

#[async_trait]
impl Network for Phone {
    async fn navigate(&self, address: &str, login: &Login) -> Result<Navigation, ConnectError> {
        self.0.navigate(address, login).await
    }

    async fn open(&self, url: &str) -> Result<Box<dyn Socket>, ConnectError> {
        assert!(url.contains("platform=Desktop"), "{url}");
        self.0.open(&url.replace("platform=Desktop", "platform=Android")).await
    }
}

/// Statement 22: the number and the notifications go on all devices.
#[tokio::test]
async fn ux_22_what_is_read_on_one_device_is_withdrawn_on_the_other() {
    let world = World::with_files().await; // over real sockets, whose address tells the class
    let (sender, mut told) = mpsc::unbounded_channel();
    let desk = world.folder.path().join("alice");
    std::fs::create_dir(&desk).unwrap();
    let desk = Page(Api::new(&desk, world.network.clone(), Arc::new(Nowhere), Arc::new(Bell(sender)), None));
    let phone = world.folder.path().join("phone");
    std::fs::create_dir(&phone).unwrap();
    let phone = Page(World::api(&phone, Arc::new(Phone(world.network.clone()))));
    let token = world.server.token("alice");
    for device in [&desk, &phone] {
        device.ok("signIn", json!({ "server": world.address, "appKey": "key", "token": token })).await;
        device.connected().await;
    }
    let bob = world.page("bob").await;
    let mut unread = desk.0.unread();
    let mut shows = async |wanted| {
        let number = tokio::time::timeout(PATIENCE, unread.wait_for(|unread| *unread == wanted)).await;
        assert!(number.is_ok(), "the badge never shows {wanted}");
    };
    let mut told = async || tokio::time::timeout(PATIENCE, told.recv()).await.unwrap().unwrap();

    bob.ok("sendText", json!({ "conversation": with("alice"), "text": "are you there?" })).await;
    assert_eq!(told().await, Told::Show("are you there?".into()));
    shows(1).await;

    let message = phone.chat(&with("bob")).await.text("are you there?").await;
    phone.ok("markRead", json!({ "conversation": with("bob"), "messageId": message["id"] })).await;
    let from_bob = serde_json::from_value(with("bob")).unwrap();
    assert_eq!(told().await, Told::Withdraw(Some(from_bob)));
    shows(0).await;
}
