//! To be written.
pub struct Rendered {
    pub messages: Vec<String>,
    pub file: Option<String>,
}
pub fn render(m: &str) -> Rendered {
    Rendered {
        messages: vec![m.to_owned()],
        file: None,
    }
}
pub fn inert(m: &str) -> String {
    m.to_owned()
}
pub fn inline_plain(m: &str) -> String {
    m.to_owned()
}
pub fn spoiler(m: &str) -> Vec<String> {
    vec![m.to_owned()]
}
pub fn to_pieces(m: &str, _: usize) -> Vec<String> {
    vec![m.to_owned()]
}
pub fn to_plain(m: &str, n: usize) -> String {
    m.chars().take(n).collect()
}
