//! What a person does on the page: the verbs of `User`, by JSON. Nothing here can do more than they can.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State as Given};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Page;
use crate::message::Message;
use crate::outcome::{Input, Modal, Outcome};
use crate::slash::{Refused, refuse};
use crate::user::User;

type Answer = Result<Json<Value>, Refused>;

/// A person, by name, and the place where they are, by id.
#[derive(Deserialize)]
pub(super) struct Typed {
    r#as: String,
    r#in: String,
    text: String,
}

#[derive(Deserialize)]
pub(super) struct TypedWithFile {
    r#as: String,
    r#in: String,
    text: String,
    file: String,
}

/// A person, and a message or one of its controls.
#[derive(Deserialize)]
pub(super) struct On {
    r#as: String,
    message: String,
    #[serde(default)]
    custom_id: String,
    /// What was chosen from a select.
    #[serde(default)]
    labels: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct FilledIn {
    r#as: String,
    custom_id: String,
    /// By the inputs' custom ids.
    texts: Vec<(String, String)>,
}

#[derive(Deserialize)]
pub(super) struct Who {
    r#as: String,
}

pub(super) async fn slash(Given(page): Given<Arc<Page>>, Json(it): Json<Typed>) -> Answer {
    let user = page.user_in(&it.r#as, &it.r#in)?;
    Ok(page.tell(&user, user.slash(&it.text).await?))
}

/// As `slash`; the body is the file.
pub(super) async fn slash_with_file(
    Given(page): Given<Arc<Page>>,
    Query(it): Query<TypedWithFile>,
    bytes: Bytes,
) -> Answer {
    let user = page.user_in(&it.r#as, &it.r#in)?;
    let outcome = user.slash_with_file(&it.text, &it.file, &bytes).await?;
    Ok(page.tell(&user, outcome))
}

pub(super) async fn complete(Given(page): Given<Arc<Page>>, Json(it): Json<Typed>) -> Answer {
    let user = page.user_in(&it.r#as, &it.r#in)?;
    Ok(page.tell(&user, user.autocomplete(&it.text).await?))
}

pub(super) async fn press(Given(page): Given<Arc<Page>>, Json(on): Json<On>) -> Answer {
    let user = page.user(&on.r#as)?;
    let message = page.message(&on.message)?;
    let is_it = |button: &&Value| button["custom_id"] == *on.custom_id;
    let is_live = message
        .controls()
        .find(is_it)
        .is_some_and(|it| it["disabled"] != true);
    if !is_live {
        return refuse("that button is not there any more, or is off");
    }
    Ok(page.tell(&user, user.press_id(&message, &on.custom_id).await?))
}

pub(super) async fn select(Given(page): Given<Arc<Page>>, Json(on): Json<On>) -> Answer {
    let user = page.user(&on.r#as)?;
    let message = page.message(&on.message)?;
    let labels: Vec<&str> = on.labels.iter().map(String::as_str).collect();
    let outcome = user.select(&message, &on.custom_id, &labels).await?;
    Ok(page.tell(&user, outcome))
}

/// Fills in the form that the person has open; it stays open if the bot does not take it.
pub(super) async fn submit(Given(page): Given<Arc<Page>>, Json(it): Json<FilledIn>) -> Answer {
    let user = page.user(&it.r#as)?;
    let open = page.forms().get(&user.id).cloned();
    let Some(form) = open.filter(|form| form.custom_id == it.custom_id) else {
        return refuse("that form is not open any more");
    };
    let texts = it
        .texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    let outcome = user.submit(&form, &texts.collect::<Vec<_>>()).await?;
    if !matches!(outcome, Outcome::NoResponse) {
        page.forms().remove(&user.id);
    }
    Ok(page.tell(&user, outcome))
}

pub(super) async fn say(Given(page): Given<Arc<Page>>, Json(it): Json<Typed>) -> Answer {
    let user = page.user_in(&it.r#as, &it.r#in)?;
    let message = user.say(&it.text)?;
    Ok(page.tell(&user, Outcome::Message(message)))
}

/// Takes away a message that only this person sees.
pub(super) async fn dismiss(Given(page): Given<Arc<Page>>, Json(on): Json<On>) -> Answer {
    let user = page.user(&on.r#as)?;
    user.dismiss(&page.message(&on.message)?)?;
    Ok(Json(Value::Null))
}

/// The person's client starts anew: what only they saw is gone.
pub(super) async fn reload(Given(page): Given<Arc<Page>>, Json(who): Json<Who>) -> Answer {
    page.user(&who.r#as)?.reload();
    Ok(Json(Value::Null))
}

impl Page {
    fn user(&self, name: &str) -> Result<User, Refused> {
        let user = User::named(Arc::clone(&self.shared), name);
        let person = user.filter(|it| self.shared.read(|state| it.id != state.application));
        person.ok_or_else(|| Refused(format!("there is nobody named {name:?}")))
    }

    fn user_in(&self, name: &str, place: &str) -> Result<User, Refused> {
        let id = place.parse().unwrap_or(0);
        let holds_messages = self.shared.read(|state| {
            let channel = state.channels.get(&id);
            channel.is_some_and(|it| it.kind.holds_messages())
        });
        if !holds_messages {
            return refuse("choose a channel or a thread first");
        }
        Ok(self.user(name)?.in_channel(id))
    }

    fn message(&self, id: &str) -> Result<Message, Refused> {
        let id = id.parse().unwrap_or(0);
        let message = self.shared.read(|state| state.find_message(id).cloned());
        message.ok_or_else(|| Refused("that message is gone".into()))
    }

    /// What the person's client shows of the bot's answer; messages come with the next look.
    fn tell(&self, user: &User, outcome: Outcome) -> Json<Value> {
        Json(match outcome {
            Outcome::Message(it) => message_told("message", &it),
            Outcome::Update(it) => message_told("update", &it),
            Outcome::Deferred(_) => json!({ "kind": "deferred" }),
            Outcome::Modal(form) => {
                let told = form_told(&form);
                self.forms().insert(user.id, form);
                told
            }
            Outcome::Choices(choices) => {
                let choices = choices
                    .iter()
                    .map(|it| json!({ "name": it.name, "value": it.value }));
                json!({ "kind": "choices", "choices": choices.collect::<Vec<_>>() })
            }
            Outcome::Link(url) => json!({ "kind": "link", "url": url }),
            Outcome::NoResponse => json!({ "kind": "silence" }),
        })
    }
}

fn message_told(kind: &str, message: &Message) -> Value {
    let (id, channel) = (message.id.to_string(), message.channel.to_string());
    json!({ "kind": kind, "message": id, "channel": channel })
}

fn form_told(form: &Modal) -> Value {
    let inputs = form.inputs.iter().map(input_told);
    json!({
        "kind": "form", "custom_id": form.custom_id, "title": form.title,
        "inputs": inputs.collect::<Vec<_>>(),
    })
}

fn input_told(input: &Input) -> Value {
    json!({
        "custom_id": input.custom_id, "label": input.label, "is_paragraph": input.is_paragraph,
        "required": input.required, "min_length": input.min_length, "max_length": input.max_length,
        "value": input.value, "placeholder": input.placeholder,
    })
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let body = Json(json!({ "refused": self.0 }));
        (StatusCode::UNPROCESSABLE_ENTITY, body).into_response()
    }
}
