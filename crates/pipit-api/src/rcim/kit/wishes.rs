//! How integrators want the kit's pages, read from what they call, with the contract's defaults.

use std::collections::HashMap;

use pipit_im::{ConversationId, ConversationType, UserId};

use super::people::card;
use crate::rcim::args::Args;
use crate::rcim::fault::Fault;
use crate::rcim::reply::Reply;
use crate::rcim::{Module, Outcome};
use crate::ui::{KitChat, KitList, KitPlugin, NavigationBar, SubTitle};

type Result<T> = std::result::Result<T, Fault>;

/// How many buttons of a kind a chat has at most.
const BUTTONS: usize = 32;

/// How all chats shall be, until that changes.
pub(super) struct Chats {
    /// By the conversation's target.
    sub_titles: HashMap<String, String>,
    /// Without its words.
    sub_title: SubTitle,
    recall: bool,
    typing: bool,
}

impl Default for Chats {
    fn default() -> Self {
        let sub_title = SubTitle {
            text: String::new(),
            size: 14,
            color: "#000000".into(),
            background: "#EAEAEA".into(),
            height: 30,
        };
        Self { sub_titles: HashMap::new(), sub_title, recall: true, typing: false }
    }
}

/// How the chats shall be that one page opens.
pub(super) struct Page {
    plugins: Vec<KitPlugin>,
    buttons: Vec<String>,
    shows_muted: bool,
    members: Option<Vec<UserId>>,
    /// Who hears of pressed buttons.
    pub(super) pressed: Option<Reply>,
}

impl Default for Page {
    fn default() -> Self {
        use KitPlugin::{Camera, Emoji, File, Image, Location, RedPacket, Sight};
        let plugins = vec![File, Image, Location, Emoji, RedPacket, Camera, Sight];
        Self { plugins, buttons: Vec::new(), shows_muted: false, members: None, pressed: None }
    }
}

impl Chats {
    /// A chat as a page wants it.
    pub(super) fn chat(&self, page: &Page, conversation: &ConversationId, title: &str) -> KitChat {
        let sub_title = self.sub_titles.get(conversation.target_id.as_str());
        KitChat {
            conversation: conversation.clone(),
            title: title.to_owned(),
            at: None,
            sub_title: sub_title.map(|text| SubTitle { text: text.clone(), ..self.sub_title.clone() }),
            plugins: page.plugins.clone(),
            buttons: page.buttons.clone(),
            shows_muted: page.shows_muted,
            recall: self.recall,
            shows_typing: self.typing && conversation.kind == ConversationType::Private,
            members: page.members.clone(),
        }
    }
}

/// The parameters of `openConversationList`.
pub(super) fn list(args: &Args) -> Result<KitList> {
    use ConversationType::{ChatRoom, Discussion, Group, Private, System};
    let within = args.optional_flag("isEnteredToCollectionWindow")?.unwrap_or(false);
    let round = match args.optional_text("avatarStyle")?.as_deref() {
        None | Some("rectangle") => false,
        Some("cycle") => true,
        Some(_) => return Err(Fault::parameter("avatarStyle", "'rectangle' or 'cycle'")),
    };
    let size = args.object("avatarSize")?.unwrap_or_default();
    // The documentation writes one of them `with`.
    let width = size.length("width", 16..=128)?.or(size.length("with", 16..=128)?);
    let collected = args.listed_kinds("collectionTypes")?.unwrap_or_else(|| vec![Group, Discussion]);
    Ok(KitList {
        title: args.optional_text("title")?.filter(|title| !title.is_empty()),
        shows_connection: args.optional_flag("showConnectingStatus")?.unwrap_or(true),
        kinds: args
            .listed_kinds("conversationTypes")?
            .unwrap_or_else(|| vec![Private, Group, Discussion, ChatRoom, System]),
        collected: if within { Vec::new() } else { collected },
        round,
        avatar: [width.unwrap_or(46), size.length("height", 16..=128)?.unwrap_or(46)],
        row_color: args.colour("cellBgColor")?,
        top_row_color: args.colour("topCellBgColor")?,
    })
}

impl Module {
    /// The parameter `navigationBar`.
    pub(super) fn bar(&self, args: &Args) -> Result<NavigationBar> {
        let bar = args.object("navigationBar")?.unwrap_or_default();
        Ok(NavigationBar {
            title_color: bar.colour("titleColor")?,
            background: bar.colour("bgColor")?,
            back_color: bar.colour("backColor")?,
            back_image: self.picture(&bar, "backImage")?,
        })
    }

    /// The address of a picture among the widget's files, or nothing.
    fn picture(&self, args: &Args, name: &str) -> Result<Option<String>> {
        let address = args.optional_text(name)?.filter(|address| !address.is_empty());
        address.map(|address| self.own_picture(name, address)).transpose()
    }

    fn own_picture(&self, name: &str, address: String) -> Result<String> {
        self.folders()?.file(name, &address)?;
        Ok(address)
    }

    pub(in crate::rcim) async fn config_chat_sub_title(&mut self, args: Args, reply: &Reply) -> Outcome {
        let mut sub_titles = HashMap::new();
        for entry in args.objects("titleConfig")?.unwrap_or_default() {
            sub_titles.insert(entry.id("targetId")?, entry.text("subTitle")?);
        }
        let default = Chats::default().sub_title;
        let sub_title = SubTitle {
            size: args.length("subTitleSize", 8..=48)?.unwrap_or(default.size),
            color: args.colour("subTitleColor")?.unwrap_or(default.color),
            background: args.colour("bgColor")?.unwrap_or(default.background),
            height: args.length("bgHeight", 8..=200)?.unwrap_or(default.height),
            ..default
        };
        self.kit.chats = Chats { sub_titles, sub_title, ..std::mem::take(&mut self.kit.chats) };
        self.show_all();
        reply.success();
        Ok(())
    }

    pub(in crate::rcim) async fn config_chat(&mut self, args: Args, reply: &Reply) -> Outcome {
        let recall = args.optional_flag("messageRecall")?.unwrap_or(false);
        let typing = args.optional_flag("typingStatus")?.unwrap_or(false);
        self.kit.chats = Chats { recall, typing, ..std::mem::take(&mut self.kit.chats) };
        self.show_all();
        reply.success();
        Ok(())
    }

    /// Answers each time a button is pressed.
    pub(in crate::rcim) async fn config_chat_buttons(&mut self, args: Args, reply: &Reply) -> Outcome {
        let mut plugins = match args.optional_texts("pluginItems")? {
            None => Page::default().plugins,
            Some(names) => names.iter().map(|name| plugin(name)).collect::<Result<_>>()?,
        };
        for own in args.objects("insertPluginItems")?.unwrap_or_default() {
            plugins.push(KitPlugin::Own {
                title: own.text("title")?,
                icon: self.own_picture("icon", own.text("icon")?)?,
                tag: own.length("tag", 0..=i64::from(u32::MAX))?.unwrap_or_default(),
            });
        }
        let icons = args.optional_texts("rightIcons")?.unwrap_or_default();
        let mut buttons: Vec<String> =
            icons.into_iter().map(|icon| self.own_picture("rightIcons", icon)).collect::<Result<_>>()?;
        let one = self.picture(&args, "rightIcon")?;
        if buttons.is_empty() {
            buttons.extend(one);
        }
        if plugins.len() > BUTTONS || buttons.len() > BUTTONS {
            return Err(Fault::parameter("pluginItems", &format!("at most {BUTTONS} buttons")));
        }
        let shows_muted = args.optional_flag("dndIcon")?.unwrap_or(false);
        let page = self.kit.pages.entry(reply.page()).or_default();
        *page = Page { plugins, buttons, shows_muted, pressed: Some(reply.clone()), ..std::mem::take(page) };
        self.show_all();
        Ok(())
    }

    pub(in crate::rcim) async fn config_group_chat(&mut self, args: Args, reply: &Reply) -> Outcome {
        let mentions = args.optional_flag("messageMentioned")?.unwrap_or(false);
        let members = args.optional_texts("members")?.unwrap_or_default();
        let mut members: Vec<UserId> = members.into_iter().map(UserId::new).collect();
        let cards: Vec<_> =
            args.objects("membersInfo")?.unwrap_or_default().iter().map(card).collect::<Result<_>>()?;
        let client = self.client()?;
        for member in cards {
            if !members.contains(&member.id) {
                members.push(member.id.clone());
            }
            client.know_user(member).await?;
        }
        let page = self.kit.pages.entry(reply.page()).or_default();
        page.members = (mentions && !members.is_empty()).then_some(members);
        self.show_all();
        reply.success();
        Ok(())
    }
}

fn plugin(name: &str) -> Result<KitPlugin> {
    Ok(match name {
        "emoji" => KitPlugin::Emoji,
        "file" => KitPlugin::File,
        "camera" => KitPlugin::Camera,
        "image" => KitPlugin::Image,
        "location" => KitPlugin::Location,
        "redPacket" => KitPlugin::RedPacket,
        "sight" => KitPlugin::Sight,
        "audio" => KitPlugin::Audio,
        "video" => KitPlugin::Video,
        _ => {
            let names =
                "'emoji', 'file', 'camera', 'image', 'location', 'redPacket', 'sight', 'audio' or 'video'";
            return Err(Fault::parameter("pluginItems", &format!("a list of {names}")));
        }
    })
}
