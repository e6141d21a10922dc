//! A widget's page in a real window, called over WebDriver.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::harness::App;

/// What has not come by then does not come.
const PATIENCE: Duration = Duration::from_secs(20);

/// The pause between two looks at something that changes by itself.
const GLANCE: Duration = Duration::from_millis(25);

/// What a callback got.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Answer {
    pub(crate) ret: Value,
    pub(crate) err: Value,
    /// What the callback itself threw.
    pub(crate) threw: Option<String>,
}

/// What a promise came to.
#[derive(Debug, Deserialize)]
pub(crate) struct Settled {
    pub(crate) ret: Value,
    pub(crate) err: Value,
}

/// Everything that a call came to.
#[derive(Debug, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) answers: Vec<Answer>,
    pub(crate) settled: Settled,
}

impl Outcome {
    /// The last answer.
    pub(crate) fn last(&self) -> Result<&Answer> {
        self.answers.last().context("the callback was never called")
    }
}

/// How a call failed; nothing where it succeeded.
#[derive(Debug, Deserialize)]
pub(crate) struct Failed {
    pub(crate) code: Option<i64>,
    pub(crate) msg: String,
    pub(crate) ret: Value,
}

/// The page of one person.
pub(crate) struct Page {
    app: App,
}

impl Page {
    /// Opens the widget on a profile of its own.
    pub(crate) async fn open(profile: &Path, widget: &Path, patience: Duration) -> Result<Self> {
        let patience = patience.as_secs().to_string();
        let app = App::open_widget_with(profile, widget, &["--patience", &patience]).await?;
        app.until("the page is there", "!!window.suite").await?;
        Ok(Self { app })
    }

    /// Whether the page finds this method.
    pub(crate) async fn has(&self, method: &str) -> Result<bool> {
        Ok(self.app.script("return suite.has(arguments[0])", vec![method.into()]).await? == json!(true))
    }

    /// Calls, and leaves the answers to [`Page::next`] and [`Page::all`]; the number of the call.
    pub(crate) async fn start(&self, method: &str, params: Value) -> Result<u64> {
        let script = "return suite.start(...arguments)";
        self.app.script(script, vec![method.into(), params]).await?.as_u64().context("a number")
    }

    /// The next answer of a call.
    pub(crate) async fn next(&self, number: u64) -> Result<Answer> {
        self.wait("suite.next(asked[0])", vec![number.into()]).await
    }

    /// How many answers of a call were not looked at.
    pub(crate) async fn unread(&self, number: u64) -> Result<u64> {
        self.app
            .script("return suite.unread(...arguments)", vec![number.into()])
            .await?
            .as_u64()
            .context("a number")
    }

    /// Everything that a call came to, when it has ended.
    pub(crate) async fn all(&self, number: u64) -> Result<Outcome> {
        self.wait("suite.all(asked[0])", vec![number.into()]).await
    }

    /// Calls and waits for the end.
    pub(crate) async fn call(&self, method: &str, params: Value) -> Result<Outcome> {
        self.wait("suite.all(suite.start(...asked))", vec![method.into(), params]).await
    }

    /// The `ret` of a call that succeeds.
    pub(crate) async fn ok(&self, method: &str, params: Value) -> Result<Value> {
        let outcome = self.call(method, params).await?;
        let last = outcome.last()?;
        if !last.err.is_null() {
            bail!("{method} fails with {}", last.err);
        }
        Ok(last.ret.clone())
    }

    /// How each of these calls fails.
    pub(crate) async fn codes(&self, calls: &[(&str, Value)]) -> Result<Vec<Failed>> {
        self.wait("suite.codes(asked[0])", vec![json!(calls)]).await
    }

    /// Runs a sample; its calls.
    pub(crate) async fn sample(&self, source: &str) -> Result<Vec<(String, u64)>> {
        let made = self.app.script("return suite.sample(...arguments)", vec![source.into()]).await?;
        Ok(serde_json::from_value(made)?)
    }

    /// The `ret` of a call, as soon as it is right.
    pub(crate) async fn until(
        &self,
        method: &str,
        params: Value,
        right: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let ret = self.ok(method, params.clone()).await?;
            if right(&ret) {
                return Ok(ret);
            }
            if Instant::now() > deadline {
                bail!("{method} still answers {ret}");
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Waits until the connection is in this state.
    pub(crate) async fn connection(&self, wanted: &[&str]) -> Result<()> {
        let is = |ret: &Value| {
            let status = ret.pointer("/result/connectionStatus").and_then(Value::as_str);
            status.is_some_and(|status| wanted.contains(&status))
        };
        self.until("getConnectionStatus", Value::Null, is).await?;
        Ok(())
    }

    /// Waits until something is so of the page of the kit that lies over this one; `kit` is its document.
    pub(crate) async fn kit(&self, what: &str, is_so: &str) -> Result<()> {
        let kit = "document.querySelector('iframe[data-kit]')?.contentDocument";
        self.app
            .until(what, &format!("(() => {{ const kit = {kit}; return !!kit && ({is_so}) }})()"))
            .await?;
        Ok(())
    }

    /// Clicks what has this name for tests in the page of the kit, as soon as it is there.
    pub(crate) async fn click_in_kit(&self, test_id: &str) -> Result<()> {
        let found = format!("kit.querySelector(\"[data-testid='{test_id}']\")");
        self.kit(test_id, &format!("{found} && ({found}.click(), true)")).await
    }

    /// Leaves pages of the kit until none is there.
    pub(crate) async fn leave_kit(&self) -> Result<()> {
        let back = "kit.querySelector(\"[data-testid='back']\")";
        let script = format!(
            "(() => {{ const frame = document.querySelector('iframe[data-kit]'); const kit = frame?.contentDocument;
             kit && {back}?.click(); return !frame }})()"
        );
        self.app.until("the kit is left", &script).await?;
        Ok(())
    }

    pub(crate) async fn close(self) -> Result<()> {
        self.app.close().await
    }

    /// What a promise of the page comes to; `asked` are the arguments.
    async fn wait<T: for<'de> Deserialize<'de>>(&self, promise: &str, asked: Vec<Value>) -> Result<T> {
        let script = format!(
            "const [asked, done] = arguments;
             ({promise}).then(done, (error) => done({{ thrown: String(error) }}))"
        );
        let value = self.app.client().execute_async(&script, vec![asked.into()]).await?;
        if let Some(thrown) = value.get("thrown") {
            bail!("the page throws {thrown}");
        }
        Ok(serde_json::from_value(value)?)
    }
}
