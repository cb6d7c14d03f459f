//! The way out: limits, lanes, retries, against a Discord that refuses what Discord would refuse.

use std::time::{Duration, Instant};

use sandbox::{Discord, Fault, Options, World};
use serde_json::json;
use whetstone::discord::rest::{File, Kind, Lane, Limits, Rest, RestError};

const MESSAGES: &str = "/channels/{id}/messages";

async fn discord(limits: sandbox::Limits) -> Discord {
    let options = Options {
        limits,
        ..Options::default()
    };
    Discord::start(World::example(), options).await
}

fn rest(discord: &Discord, limits: Limits) -> Rest {
    Rest::new(discord.token(), discord.url(), limits, 1).unwrap()
}

/// Short enough for a test.
fn quick() -> Limits {
    Limits {
        interval: Duration::from_millis(1),
        timeout: Duration::from_millis(500),
        back_off: Duration::from_millis(1),
        tries: 3,
        ..Limits::default()
    }
}

async fn say(rest: &Rest, lane: Lane, channel: u64, text: &str) -> Result<u64, RestError> {
    let message = rest
        .create_message(lane, channel, &json!({ "content": text }), &[])
        .await?;
    Ok(message.id)
}

/// Says so many things at once, and waits until all are said.
async fn say_at_once(rest: &Rest, lane: Lane, channel: u64, count: usize) {
    let all = (0..count).map(|n| {
        let rest = rest.clone();
        tokio::spawn(async move { say(&rest, lane, channel, &n.to_string()).await.unwrap() })
    });
    for said in all.collect::<Vec<_>>() {
        said.await.unwrap();
    }
}

/// The texts of the messages in the order in which they were asked for.
fn said(discord: &Discord) -> Vec<String> {
    let requests = discord.requests();
    let texts = requests.iter().filter_map(|it| it.body["content"].as_str());
    texts.map(str::to_owned).collect()
}

#[tokio::test]
async fn thirty_messages_to_one_channel_at_once_meet_no_429() {
    let limits = sandbox::Limits::off().route("POST", MESSAGES, 5, Duration::from_millis(50));
    let discord = discord(limits).await;
    let channel = discord.channel("general");
    let rest = rest(&discord, quick());
    for lane in [Lane::Member, Lane::Clock] {
        say_at_once(&rest, lane, channel, 30).await;
    }
    assert_eq!(discord.count_429(), 0);
    assert_eq!(discord.messages(channel).len(), 60);
}

#[tokio::test]
async fn requests_keep_to_the_global_rate() {
    let discord = discord(sandbox::Limits::off().global(10, Duration::from_millis(100))).await;
    let rest = rest(
        &discord,
        Limits {
            interval: Duration::from_millis(11),
            ..quick()
        },
    );
    say_at_once(&rest, Lane::Clock, discord.channel("general"), 30).await;
    assert_eq!(discord.count_429(), 0);
}

#[tokio::test]
async fn a_global_429_pauses_all() {
    let discord = discord(sandbox::Limits::off()).await;
    let rest = rest(&discord, quick());
    let pause = Duration::from_millis(300);
    discord.fail(Fault::on("POST", MESSAGES).rate_limited_globally(pause));
    let refused = {
        let (rest, channel) = (rest.clone(), discord.channel("general"));
        tokio::spawn(async move { say(&rest, Lane::Clock, channel, "later").await })
    };
    discord
        .wait(|it| (!it.requests().is_empty()).then_some(()))
        .await;
    // What is asked before the refusal has come back passes; the next must wait.
    let give_up = Instant::now() + Duration::from_secs(5);
    loop {
        let asked = Instant::now();
        rest.get_me(Lane::Member).await.unwrap();
        if asked.elapsed() >= pause / 2 {
            break;
        }
        assert!(asked < give_up, "another request waits too");
    }
    refused.await.unwrap().unwrap();
    assert_eq!(said(&discord), ["later", "later"], "it was repeated");
}

#[tokio::test]
async fn a_member_goes_before_what_the_clock_caused() {
    let discord = discord(sandbox::Limits::off()).await;
    let rest = rest(
        &discord,
        Limits {
            interval: Duration::from_millis(10),
            ..quick()
        },
    );
    let (daily, general) = (discord.channel("daily"), discord.channel("general"));
    let clock = {
        let rest = rest.clone();
        tokio::spawn(async move { say_at_once(&rest, Lane::Clock, daily, 40).await })
    };
    discord
        .wait(|it| (!it.requests().is_empty()).then_some(()))
        .await;
    say(&rest, Lane::Member, general, "elsewhere")
        .await
        .unwrap();
    say(&rest, Lane::Member, daily, "in the same channel")
        .await
        .unwrap();
    clock.await.unwrap();
    let said = said(&discord);
    for text in ["elsewhere", "in the same channel"] {
        let place = said.iter().position(|it| it == text).unwrap();
        assert!(
            place < 20,
            "{text} came as number {place} of {}",
            said.len()
        );
    }
}

#[tokio::test]
async fn a_429_is_waited_for_and_repeated() {
    let discord = discord(sandbox::Limits::off()).await;
    let wait = Duration::from_millis(30);
    discord.fail(Fault::on("POST", MESSAGES).times(2).rate_limited(wait));
    let start = Instant::now();
    say(
        &rest(&discord, quick()),
        Lane::Clock,
        discord.channel("general"),
        "hello",
    )
    .await
    .unwrap();
    assert!(start.elapsed() >= wait * 2);
    assert_eq!(discord.messages("general").len(), 1);
}

#[tokio::test]
async fn a_member_is_told_when_a_limit_would_keep_them_waiting() {
    let discord = discord(sandbox::Limits::off()).await;
    let rest = rest(&discord, quick());
    let channel = discord.channel("general");
    discord.fail(Fault::on("POST", MESSAGES).rate_limited(Duration::from_secs(219)));
    let error = say(&rest, Lane::Member, channel, "hello")
        .await
        .unwrap_err();
    assert_eq!(
        error.kind,
        Kind::Limited {
            retry_after: Some(Duration::from_secs(219))
        }
    );
}

#[tokio::test]
async fn a_lost_answer_makes_one_message_with_a_nonce_and_an_error_without() {
    let discord = discord(sandbox::Limits::off()).await;
    let rest = rest(&discord, quick());
    let channel = discord.channel("general");
    discord.fail(Fault::on("POST", MESSAGES).cut_after());
    let body = json!({ "content": "once", "nonce": "7", "enforce_nonce": true });
    let message = rest
        .create_message(Lane::Clock, channel, &body, &[])
        .await
        .unwrap();
    assert_eq!(message.content, "once");
    assert_eq!(discord.messages(channel).len(), 1);

    discord.fail(Fault::on("POST", MESSAGES).cut_after());
    let error = say(&rest, Lane::Clock, channel, "not twice")
        .await
        .unwrap_err();
    assert!(error.may_have_been_applied(), "{error}");
    assert_eq!(discord.messages(channel).len(), 2);
}

#[tokio::test]
async fn reading_is_repeated_after_a_500_and_a_silence_but_not_for_ever() {
    let discord = discord(sandbox::Limits::off()).await;
    let rest = rest(
        &discord,
        Limits {
            timeout: Duration::from_millis(100),
            ..quick()
        },
    );
    discord.fail(Fault::on("GET", "/users/@me").status(502));
    discord.fail(Fault::on("GET", "/users/@me").nth(2).timeout());
    assert_eq!(rest.get_me(Lane::Clock).await.unwrap().id, discord.bot_id());
    discord.fail(Fault::on("GET", "/users/@me").times(9).status(502));
    let error = rest.get_me(Lane::Clock).await.unwrap_err();
    assert_eq!(error.status(), Some(502));
    assert_eq!(discord.requests().len(), 3 + 3);
}

#[tokio::test]
async fn a_refused_token_stops_everything() {
    let discord = discord(sandbox::Limits::off()).await;
    let rest = Rest::new("not.the.token", discord.url(), quick(), 1).unwrap();
    assert_eq!(
        rest.get_me(Lane::Member).await.unwrap_err().kind,
        Kind::Revoked
    );
    rest.revoked().await;
    let asked = discord.requests().len();
    assert_eq!(
        rest.get_me(Lane::Member).await.unwrap_err().kind,
        Kind::Revoked
    );
    assert_eq!(discord.requests().len(), asked, "nothing more is sent");
}

#[tokio::test]
async fn refusals_have_discord_s_code_and_words() {
    let discord = discord(sandbox::Limits::off()).await;
    let rest = rest(&discord, quick());
    let guild = discord.guild("Python Guild");
    let bob = discord.user("bob").id;
    rest.get_member(Lane::Member, guild, bob).await.unwrap();
    discord.remove_member("bob");
    let error = rest.get_member(Lane::Member, guild, bob).await.unwrap_err();
    assert!(error.is_gone());
    assert_eq!(
        error.to_string(),
        format!("GET /guilds/{guild}/members/{{id}}: 404 Unknown Member (code 10007)")
    );
    let error = rest
        .respond(99, "secret", &json!({ "type": 5 }), &[])
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some(10062));
    assert!(!error.to_string().contains("secret"));
}

#[tokio::test]
async fn files_go_beside_the_message() {
    let discord = discord(sandbox::Limits::off()).await;
    let file = |name: &str| File {
        name: name.to_owned(),
        bytes: name.as_bytes().to_vec(),
    };
    let body = json!({ "content": "two files" });
    rest(&discord, quick())
        .create_message(
            Lane::Member,
            discord.channel("general"),
            &body,
            &[file("a.md"), file("b.png")],
        )
        .await
        .unwrap();
    let message = &discord.messages("general")[0];
    let attached: Vec<_> = message
        .attachments
        .iter()
        .map(|it| (it.name.as_str(), &*it.bytes))
        .collect();
    assert_eq!(
        attached,
        [("a.md", b"a.md".as_slice()), ("b.png", b"b.png".as_slice())]
    );
    assert_eq!(message.content, "two files");
}
