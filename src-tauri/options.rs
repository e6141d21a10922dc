//! The command line.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Parser;
use pipit_api::{DeepLink, NoDeepLink};

/// Pipit, a messenger for the desktop.
///
/// Without options it opens the default profile and signs in whoever was signed in last.
#[derive(Debug, Default, Parser)]
#[command(name = "pipit", version)]
pub struct Options {
    /// The folder of one person's data. Two profiles run side by side.
    #[arg(long, value_name = "DIR", env = "PIPIT_PROFILE")]
    pub profile: Option<PathBuf>,

    /// Start in the tray, without a window, where there is a tray: the way to start at login.
    #[arg(long, conflicts_with_all = ["widget", "link"])]
    pub hidden: bool,

    /// Open a widget instead of the messenger: a folder with `config.xml` and pages that call rcIM.
    #[arg(long, value_name = "DIR")]
    pub widget: Option<PathBuf>,

    /// Give the pages another look: a file of values for their tokens, see docs/theming.md. A widget has its own.
    #[arg(long, value_name = "FILE", env = "PIPIT_THEME")]
    pub theme: Option<PathBuf>,

    /// Open what this link leads to: `rong://HOST/conversation/TYPE?targetId=ID`, `rong://HOST/conversationlist` or
    /// `rong://HOST/push_message`. An app that runs on the profile already opens it. A widget hears of it as `appintent`.
    #[arg(value_name = "LINK")]
    pub link: Option<DeepLinkText>,

    /// How long a widget waits for the server until it hears 30003 [default: 30].
    #[arg(long, value_name = "SECONDS", requires = "widget", value_parser = clap::value_parser!(u64).range(1..=600))]
    pub patience: Option<u64>,

    /// What the deployment decides, such as which parts are left out [default: `/etc/pipit/deployment.toml`, on Windows and
    /// macOS `deployment.toml` beside the program].
    #[arg(long, value_name = "FILE", env = "PIPIT_DEPLOYMENT")]
    pub deployment: Option<PathBuf>,

    /// Sign in at this server, such as `http://127.0.0.1:8585`. Several addresses are separated by `;`.
    #[arg(long, value_name = "URL", env = "PIPIT_NAVI")]
    pub navi: Option<String>,

    /// The app key to sign in with.
    #[arg(long, value_name = "KEY", env = "PIPIT_APP_KEY", requires = "navi")]
    pub app_key: Option<String>,

    /// The token to sign in with. Other users of this machine can read a command line: prefer the environment.
    #[arg(long, value_name = "TOKEN", env = "PIPIT_TOKEN", hide_env_values = true, requires = "navi")]
    pub token: Option<String>,
}

/// A link as it was given, which leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeepLinkText(pub String);

impl FromStr for DeepLinkText {
    type Err = NoDeepLink;

    fn from_str(text: &str) -> Result<Self, NoDeepLink> {
        text.parse::<DeepLink>().map(|_| Self(text.to_owned()))
    }
}
