//! Commands, buttons, selects, modals and autocompletion, from the person to serenity and back.

use std::sync::Arc;

use sandbox::{Discord, Outcome};
use serde_json::{Value, json};
use serenity::all::{
    CommandInteraction, CreateActionRow, CreateButton, CreateInputText,
    CreateInteractionResponse as Response, CreateInteractionResponseMessage as Text, CreateModal,
    EditInteractionResponse, Http, InputTextStyle, Interaction,
};

use crate::support::{Running, bot, discord, register};

fn ask() -> Value {
    json!([{
        "name": "ask", "description": "Asks", "contexts": [0, 1],
        "options": [
            { "type": 3, "name": "query", "description": "Words", "autocomplete": true },
            { "type": 3, "name": "level", "description": "Level",
              "choices": [{ "name": "Hard", "value": "hard" }] },
            { "type": 5, "name": "private", "description": "For me" },
            { "type": 7, "name": "channel", "description": "Where", "channel_types": [0] },
            { "type": 8, "name": "role", "description": "Whom" },
            { "type": 6, "name": "member", "description": "Who" },
        ],
    }, {
        "name": "admin", "description": "Admins", "default_member_permissions": "32",
        "contexts": [0],
        "options": [{ "type": 1, "name": "add", "description": "Adds", "options": [
            { "type": 3, "name": "time", "description": "When", "required": true },
        ]}],
    }])
}

async fn start() -> (Discord, Running) {
    let discord = discord().await;
    register(&discord, ask()).await;
    let running = bot(&discord, answer).await;
    (discord, running)
}

/// Echoes what came in, so that tests see that serenity understood it.
async fn answer(http: Arc<Http>, interaction: Interaction) {
    match interaction {
        Interaction::Command(command) => answer_command(&http, command).await,
        Interaction::Autocomplete(typed) => {
            let focused = typed.data.autocomplete().unwrap().value.to_string();
            let choice = json!({ "name": format!("{focused}!"), "value": focused });
            let body = json!({ "type": 8, "data": { "choices": [choice] } });
            respond(&http, typed.id.get(), &typed.token, &body).await;
        }
        Interaction::Component(press) => {
            let answer = match press.data.custom_id.as_str() {
                "modal" => Response::Modal(modal()),
                "edit" => Response::UpdateMessage(Text::new().content("edited")),
                other => Response::Message(Text::new().content(format!("pressed {other}"))),
            };
            press.create_response(&http, answer).await.unwrap();
        }
        Interaction::Modal(filled) => {
            let text = format!("{:?}", filled.data.components[0].components[0]);
            let said = text.contains("my answer");
            let answer = Text::new().content(format!("{said}")).ephemeral(true);
            let answer = Response::Message(answer);
            filled.create_response(&http, answer).await.unwrap();
        }
        _ => {}
    }
}

async fn answer_command(http: &Arc<Http>, command: CommandInteraction) {
    let options: Vec<String> = command
        .data
        .options()
        .iter()
        .map(|option| format!("{}={}", option.name, short(&format!("{:?}", option.value))))
        .collect();
    let is_deferred = options.iter().any(|it| it.contains("slow"));
    if is_deferred {
        command.defer(http).await.unwrap();
        let edit = EditInteractionResponse::new().content("at last");
        command.edit_response(http, edit).await.unwrap();
        return;
    }
    let buttons = vec![
        CreateButton::new("modal").label("Attempt"),
        CreateButton::new("edit").label("Edit"),
        CreateButton::new("off").label("Off").disabled(true),
        CreateButton::new_link("https://example.com").label("Docs"),
    ];
    let text = Text::new()
        .content(options.join(" "))
        .ephemeral(options.iter().any(|it| it == "private=Boolean(true)"))
        .components(vec![CreateActionRow::Buttons(buttons)]);
    let answer = Response::Message(text);
    command.create_response(http, answer).await.unwrap();
}

fn short(debug: &str) -> String {
    debug.chars().take(25).collect()
}

fn modal() -> CreateModal {
    let input = CreateInputText::new(InputTextStyle::Paragraph, "Your answer", "answer");
    let row = CreateActionRow::InputText(input.min_length(3).required(true));
    CreateModal::new("attempt:1", "Attempt").components(vec![row])
}

async fn respond(http: &Http, id: u64, token: &str, body: &Value) {
    let answered = http
        .create_interaction_response(id.into(), token, body, Vec::new())
        .await;
    answered.unwrap();
}

#[tokio::test]
async fn a_command_arrives_with_its_options_and_is_answered() {
    let (discord, _bot) = start().await;
    let ana = discord.user("ana");
    let outcome = ana.slash("ask query:hard google level:Hard").await.unwrap();
    let message = outcome.message();
    assert_eq!(
        message.text(),
        "query=String(\"hard google\") level=String(\"hard\")\n\
         [Attempt] [Edit] [Off (off)] [Docs -> https://example.com]"
    );
    assert_eq!(discord.messages("general").len(), 1);
    assert!(discord.unknown_routes().is_empty());
}

#[tokio::test]
async fn channels_roles_and_members_are_resolved() {
    let (discord, _bot) = start().await;
    let ana = discord.user("ana");
    let command = "ask channel:#daily role:@team member:@bob";
    let text = ana.slash(command).await.unwrap().text();
    assert!(text.starts_with("channel=Channel(PartialChannel"), "{text}");
    assert!(text.contains("role=Role(Role"), "{text}");
    assert!(text.contains("member=User(User"), "{text}");
}

#[tokio::test]
async fn an_ephemeral_answer_is_seen_by_one_person_until_they_reload() {
    let (discord, _bot) = start().await;
    let (ana, bob) = (discord.user("ana"), discord.user("bob"));
    let message = ana.slash("ask private:true").await.unwrap().message();
    assert!(message.text().ends_with("(only ana sees this)"));
    assert!(discord.messages("general").is_empty());
    assert!(bob.press(&message, "Edit").await.is_err());
    ana.reload();
    assert!(ana.press(&message, "Edit").await.is_err());
}

#[tokio::test]
async fn a_modal_is_opened_filled_in_and_answered() {
    let (discord, _bot) = start().await;
    let ana = discord.user("ana");
    let message = ana.slash("ask query:x").await.unwrap().message();
    let modal = ana.press(&message, "Attempt").await.unwrap().modal();
    assert_eq!(modal.text(), "[Attempt]\nYour answer*:");
    assert!(ana.submit(&modal, &[("answer", "no")]).await.is_err());
    let texts = [("Your answer", "my answer")];
    let answer = ana.submit(&modal, &texts).await.unwrap();
    assert_eq!(answer.text(), "true\n(only ana sees this)");
}

#[tokio::test]
async fn a_button_edits_is_refused_or_opens_a_link() {
    let (discord, _bot) = start().await;
    let ana = discord.user("ana");
    let message = ana.slash("ask query:x").await.unwrap().message();
    let edited = ana.press(&message, "Edit").await.unwrap();
    assert!(matches!(edited, Outcome::Update(_)));
    assert!(discord.message(message.id).text().starts_with("edited"));
    assert!(ana.press(&message, "Off").await.is_err());
    let link = ana.press(&message, "Docs").await.unwrap();
    assert_eq!(link.text(), "(opens https://example.com)");
    let forged = ana.press_id(&message, "forged").await.unwrap();
    assert_eq!(forged.text(), "pressed forged");
}

#[tokio::test]
async fn the_last_option_is_completed() {
    let (discord, _bot) = start().await;
    let ana = discord.user("ana");
    let choices = ana.autocomplete("ask query:hard goo").await.unwrap();
    assert_eq!(choices.text(), "hard goo!");
    assert!(ana.autocomplete("ask private:tr").await.is_err());
}

#[tokio::test]
async fn a_deferred_answer_comes_by_an_edit() {
    let (discord, _bot) = start().await;
    let outcome = discord.user("ana").slash("ask query:slow").await.unwrap();
    assert_eq!(outcome.text(), "(thinking…)");
    assert_eq!(outcome.settled().await.text(), "at last");
}

#[tokio::test]
async fn the_client_refuses_what_is_not_registered_or_not_allowed() {
    let (discord, _bot) = start().await;
    let ana = discord.user("ana");
    let refused = async |text: &str| ana.slash(text).await.unwrap_err().0;
    assert_eq!(
        refused("nope").await,
        "/nope: there is no such command here"
    );
    assert_eq!(refused("admin add time:1").await, "/admin is not for ana");
    assert!(refused("ask hard google").await.contains("name:value"));
    assert!(
        refused("ask level:soft")
            .await
            .contains("not one of the choices")
    );
    assert!(
        refused("ask channel:#lounge")
            .await
            .contains("nothing that can be chosen")
    );
    let max = discord.user("max");
    let missing = max.slash("admin add").await.unwrap_err();
    assert_eq!(missing.0, "\"time\" is required");
    assert!(max.slash("admin add time:09:00").await.is_ok());
    let there = max.in_dm().slash("admin add time:1").await.unwrap_err();
    assert!(there.0.contains("no such command here"));
    assert!(ana.in_dm().slash("ask query:x").await.is_ok());
}
