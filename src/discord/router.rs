//! The one way in: from an interaction to its handler and back, with a span, a deadline, a caught panic, and an error
//! turned into a private sentence.

use std::{
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, anyhow, bail};
use futures_util::FutureExt;
use serenity::all::{
    AutocompleteChoice, CommandInteraction, CreateAutocompleteResponse, CreateInteractionResponse,
    CreateInteractionResponseMessage, Interaction,
};
use tracing::Instrument;

use super::{
    bot::Bot,
    buttons,
    call::{self, Call},
    commands, modals,
    reply::{Reply, Say},
    text,
};
use crate::ops::metrics;

/// Discord waits 3 s for the first answer; this leaves it time to travel.
const DEADLINE: Duration = Duration::from_millis(2500);

/// Answers an interaction, whatever happens.
pub async fn handle(bot: Arc<Bot>, interaction: Interaction) {
    let span = tracing::info_span!("interaction", id = %interaction.id(), kind = call::kind_of(&interaction));
    async {
        if let Interaction::Autocomplete(it) = &interaction {
            return complete(bot, it).await;
        }
        let (began, kind) = (Instant::now(), call::kind_of(&interaction));
        let (id, token) = (interaction.id().get(), interaction.token().to_owned());
        let member = call::member_of(&interaction);
        let work = AssertUnwindSafe(route(Arc::clone(&bot), interaction)).catch_unwind();
        let outcome = match tokio::time::timeout(DEADLINE, work).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(anyhow!("the handler panicked")),
            Err(_) => Err(anyhow!("the handler took longer than {DEADLINE:?}")),
        };
        let failed = outcome.is_err();
        let reply = outcome.unwrap_or_else(|error| Reply::private(report(id, &error)));
        let answered = answer(&bot, id, &token, reply).await;
        let went = if failed || answered.is_err() {
            "failed"
        } else {
            "answered"
        };
        metrics::answered(kind, went, began.elapsed());
        if let Err(error) = answered {
            tracing::warn!("cannot answer: {error:#}");
        }
        // After the answer, which does not wait for the disk.
        if let Some((guild, user, name)) = member
            && let Err(error) = bot.app.meet(guild, user, &name).await
        {
            tracing::error!("cannot keep the member's name: {error}");
        }
    }
    .instrument(span)
    .await;
}

/// Who answers: by the name of the command, or by what the custom id says.
async fn route(bot: Arc<Bot>, interaction: Interaction) -> anyhow::Result<Reply> {
    match interaction {
        Interaction::Command(it) => {
            let command = commands::named(&it.data.name)
                .with_context(|| format!("there is no command /{}", it.data.name))?;
            let call = Call::of_command(&it);
            let admin = call.manages_server().then_some(call.guild).flatten();
            let reply = (command.run)(Arc::clone(&bot), call).await?;
            bot.with_notices(admin, reply).await
        }
        Interaction::Component(it) => {
            let (call, on) = Call::of_press(&it);
            buttons::press(bot, call, on, &it.data.custom_id).await
        }
        Interaction::Modal(it) => {
            let (call, on) = Call::of_modal(&it);
            modals::submit(bot, call, on, &it.data.custom_id).await
        }
        other => bail!("an interaction of kind {:?} has no handler", other.kind()),
    }
}

async fn complete(bot: Arc<Bot>, it: &CommandInteraction) {
    let call = Call::of_command(it);
    let (id, token) = (call.id, call.token.clone());
    let choices = match commands::named(&it.data.name) {
        Some(command) => (command.complete)(Arc::clone(&bot), call).await,
        None => Vec::new(),
    };
    let choices = choices
        .into_iter()
        .map(|it| AutocompleteChoice::new(it.name, it.value))
        .collect();
    let response = CreateInteractionResponse::Autocomplete(
        CreateAutocompleteResponse::new().set_choices(choices),
    );
    if let Err(error) = bot.rest.respond(id, &token, &response, &[]).await {
        // The person has typed on; nobody waits for it.
        tracing::debug!("cannot offer choices: {error}");
    }
}

/// Logs a failure, once, and makes the sentence that the member gets, with the id under which the log has it.
fn report(id: u64, error: &anyhow::Error) -> String {
    let id = format!("{:06x}", (id >> 22) & 0xff_ffff);
    tracing::error!(error_id = %id, "{error:#}");
    text::failure(&id)
}

async fn answer(bot: &Arc<Bot>, id: u64, token: &str, reply: Reply) -> anyhow::Result<()> {
    use CreateInteractionResponse as Response;
    match reply {
        Reply::Public(say) => {
            let response = Response::Message(say.response(false));
            bot.rest.respond(id, token, &response, &say.files()).await?;
        }
        Reply::Private(says) => {
            let mut says = says.into_iter();
            let first = says.next().context("there is nothing to say")?;
            let response = Response::Message(first.response(true));
            bot.rest
                .respond(id, token, &response, &first.files())
                .await?;
            follow_up(bot, token, says).await?;
        }
        Reply::Update(say) => {
            bot.rest
                .respond(
                    id,
                    token,
                    &Response::UpdateMessage(say.response(false)),
                    &[],
                )
                .await?;
        }
        Reply::Modal(modal) => bot.rest.respond(id, token, &modal.response(), &[]).await?,
        Reply::Later(work) => {
            let wait = CreateInteractionResponseMessage::new().ephemeral(true);
            bot.rest
                .respond(id, token, &Response::Defer(wait), &[])
                .await?;
            let outcome = AssertUnwindSafe(work).catch_unwind().await;
            let outcome = outcome.unwrap_or_else(|_| Err(anyhow!("the handler panicked")));
            let says = outcome.unwrap_or_else(|error| vec![report(id, &error).into()]);
            let mut says = says.into_iter();
            let first = says.next().context("there is nothing to say")?;
            bot.rest
                .edit_original(token, &first.edit(), &first.files())
                .await?;
            follow_up(bot, token, says).await?;
        }
    }
    Ok(())
}

async fn follow_up(bot: &Bot, token: &str, says: impl Iterator<Item = Say>) -> anyhow::Result<()> {
    for say in says {
        bot.rest
            .followup(token, &say.response(true), &say.files())
            .await?;
    }
    Ok(())
}
