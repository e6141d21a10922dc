//! Where files go, as the platform announces it: in navigation's answer, and in the leave for each file.

use serde_json::Value;

/// More than an app has; what comes behind them is not looked at.
const MOST: usize = 16;

/// A file server that is announced, spoken here or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileServer {
    /// What the platform calls its kind, such as `qiniu`.
    pub kind: String,
    /// Its address, which need not begin with a scheme.
    pub address: String,
}

impl FileServer {
    /// What the platform's `ossConfig` names, best first; where it names nothing, the older `uploadServer`, if there is one.
    pub(crate) fn announced(list: &str, single: &str) -> Vec<Self> {
        let entries: Vec<Value> = serde_json::from_str(list).unwrap_or_default();
        let mut servers: Vec<_> =
            entries.iter().filter_map(|entry| Some((priority(entry), read(entry)?))).collect();
        servers.sort_by_key(|(priority, _)| *priority);
        let mut servers: Vec<_> = servers.into_iter().map(|(_, server)| server).take(MOST).collect();
        if servers.is_empty() && !single.is_empty() {
            servers.push(Self { kind: "qiniu".into(), address: single.to_owned() });
        }
        servers
    }
}

/// The smallest is the best; one without comes last.
fn priority(entry: &Value) -> u64 {
    let priority = entry.get("p");
    let told = priority.and_then(|told| told.as_u64().or_else(|| told.as_str()?.trim().parse().ok()));
    told.unwrap_or(u64::MAX)
}

/// An entry's kind is the name of its other field.
fn read(entry: &Value) -> Option<FileServer> {
    let (kind, address) = entry.as_object()?.iter().find(|(name, _)| *name != "p")?;
    let address = address.as_str().filter(|address| !address.is_empty())?;
    Some(FileServer { kind: kind.clone(), address: address.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(list: &str, single: &str) -> Vec<(String, String)> {
        FileServer::announced(list, single).into_iter().map(|server| (server.kind, server.address)).collect()
    }

    fn of(kind: &str, address: &str) -> (String, String) {
        (kind.to_owned(), address.to_owned())
    }

    #[test]
    fn servers_come_by_their_priority_whether_it_is_a_number_or_a_text() {
        let list = r#"[{"s3":"c"},{"minio":"b","p":10},{"p":"9","aliyun":"a"},{"qiniu":"d","p":"last"}]"#;
        let sorted = [of("aliyun", "a"), of("minio", "b"), of("s3", "c"), of("qiniu", "d")];
        assert_eq!(kinds(list, "ignored"), sorted);
    }

    #[test]
    fn the_older_field_counts_where_the_list_names_nothing() {
        for list in ["", "[]", "{}", "null", "no list", r#"[{"p":"1"},7,{"qiniu":""},{"qiniu":{}}]"#] {
            assert_eq!(kinds(list, "up.example"), [of("qiniu", "up.example")], "{list}");
            assert!(kinds(list, "").is_empty(), "{list}");
        }
    }

    #[test]
    fn a_list_without_end_is_cut() {
        let list = serde_json::json!(vec![serde_json::json!({ "s3": "host", "p": "1" }); 10_000]).to_string();
        assert_eq!(kinds(&list, "").len(), MOST);
    }
}
