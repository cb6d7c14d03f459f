//! The program itself: its exit codes, its help, and how it ends.

use std::{
    io::{BufRead, BufReader, Read},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use sandbox::{Discord, Options, World};

use crate::support::program::{Program, text};

/// Sends SIGTERM, and gives back the exit code and what was logged; it fails after the 5 s that a shutdown may take.
fn terminate(mut child: Child) -> (Option<i32>, String) {
    let asked = Instant::now();
    let kill = Command::new("sh")
        .args(["-c", &format!("kill -TERM {}", child.id())])
        .status();
    assert!(kill.unwrap().success());
    let (ended, end) = mpsc::channel();
    thread::spawn(move || {
        let mut log = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut log)
            .unwrap();
        ended.send((child.wait().unwrap().code(), log))
    });
    let ended = end
        .recv_timeout(Duration::from_secs(5))
        .expect("it ends within 5 s");
    assert!(asked.elapsed() < Duration::from_secs(5));
    ended
}

/// A Discord that takes the first request and never answers it.
struct Silent {
    address: SocketAddr,
    asked: mpsc::Receiver<TcpStream>,
}

impl Silent {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (ask, asked) = mpsc::channel();
        thread::spawn(move || ask.send(listener.accept().unwrap().0));
        Self { address, asked }
    }

    fn asked(&self) -> TcpStream {
        self.asked
            .recv_timeout(Duration::from_secs(5))
            .expect("Discord is asked")
    }
}

#[test]
fn wrong_settings_are_all_named_and_end_it_with_2() {
    let output = Program::with(&[("LOG_FORMAT", "xml"), ("DEV_GUILD_ID", "mine")]).run("run");
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    for name in [
        "DISCORD_TOKEN is missing",
        "LOG_FORMAT is `xml`",
        "DEV_GUILD_ID is `mine`",
    ] {
        assert!(told.contains(name), "{told}");
    }
}

#[test]
fn a_wrong_token_is_not_shown() {
    let output = Program::with(&[("DISCORD_TOKEN", "my secret-word")]).run("");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        !text(&output.stderr).contains("secret-word"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn settings_may_stand_in_the_file_env_and_the_environment_goes_first() {
    let program = Program::with(&[("LOG_FORMAT", "yaml")]);
    std::fs::write(
        program.folder.path().join(".env"),
        "LOG_FORMAT=xml\nDEV_GUILD_ID=mine\n",
    )
    .unwrap();
    let output = program.run("run");
    let told = text(&output.stderr);
    assert!(
        told.contains("LOG_FORMAT is `yaml`") && told.contains("DEV_GUILD_ID is `mine`"),
        "{told}"
    );
}

#[test]
fn every_command_s_help_has_examples() {
    let program = Program::with(&[]);
    let help = program.run("--help");
    assert!(
        text(&help.stdout).contains("DISCORD_TOKEN"),
        "the settings are explained"
    );
    let commands = [
        "run",
        "sandbox",
        "check",
        "bank check",
        "bank stats",
        "bank export",
        "backup",
        "restore",
    ];
    for command in commands {
        let help = program.run(&format!("{command} --help"));
        assert!(help.status.success());
        assert!(
            text(&help.stdout).contains("Examples:\n"),
            "{}",
            text(&help.stdout)
        );
    }
}

#[test]
fn sigterm_ends_it_while_discord_has_not_answered_yet() {
    let silent = Silent::start();
    let program = Program::against(silent.address);
    let child = program.start();
    let _unanswered = silent.asked();
    let (code, log) = terminate(child);
    assert_eq!(code, Some(0), "{log}");
    assert!(
        log.contains("shutting down") && !log.contains("secret-word"),
        "{log}"
    );
}

#[test]
fn no_answer_from_discord_is_no_start() {
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let output = Program::against(closed).run("run");
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    assert!(
        told.contains("Discord does not say where to connect"),
        "{told}"
    );
}

#[test]
fn check_names_all_that_is_wrong_as_json_too() {
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let program = Program::against(closed);
    std::fs::write(program.folder.path().join("whetstone.db"), "no database").unwrap();
    let output = program.run("check --json");
    assert_eq!(output.status.code(), Some(1));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let wrong = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["ok"] == false);
    let wrong: Vec<_> = wrong.map(|it| it["about"].as_str().unwrap()).collect();
    assert_eq!(wrong, ["token", "gateway", "database"]);
    assert_eq!(found["ok"], false);
}

#[test]
fn one_bot_a_database() {
    let silent = Silent::start();
    let program = Program::against(silent.address);
    let first = program.start();
    let _unanswered = silent.asked();
    let second = program.run("run");
    assert_eq!(second.status.code(), Some(1));
    assert!(
        text(&second.stderr).contains("another Whetstone uses"),
        "{}",
        text(&second.stderr)
    );
    terminate(first);
}

async fn discord() -> Discord {
    Discord::start(World::example(), Options::default()).await
}

/// Started against that Discord, and connected.
async fn connected(discord: &Discord) -> (Program, Child) {
    let program = Program::with(&[
        ("DISCORD_TOKEN", discord.token()),
        ("DISCORD_API_URL", discord.url()),
    ]);
    let child = program.start();
    discord.connected().await;
    (program, child)
}

#[tokio::test]
async fn sigterm_closes_the_connection_and_ends_it() {
    let discord = discord().await;
    let (_program, child) = connected(&discord).await;
    let (code, log) = tokio::task::spawn_blocking(|| terminate(child))
        .await
        .unwrap();
    assert_eq!(code, Some(0), "{log}");
    discord.wait(|it| (!it.is_connected()).then_some(())).await;
    assert!(!log.contains(discord.token()), "{log}");
}

#[tokio::test]
async fn a_connection_that_discord_refuses_for_good_ends_it_with_the_remedy() {
    for (code, remedy) in [(4004, "set DISCORD_TOKEN"), (4014, "intent GUILDS")] {
        let discord = discord().await;
        let (_program, child) = connected(&discord).await;
        discord.gateway_close(code);
        let output = tokio::task::spawn_blocking(|| child.wait_with_output().unwrap())
            .await
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        let told = text(&output.stderr);
        assert!(told.contains(remedy), "{code}: {told}");
    }
}

#[tokio::test]
async fn a_refused_token_ends_it_with_the_remedy() {
    let discord = discord().await;
    let program = Program::against(discord.url().trim_start_matches("http://"));
    let output = tokio::task::spawn_blocking(move || program.run("run"))
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stderr).contains("Discord refuses the token"),
        "{}",
        text(&output.stderr)
    );
}

#[tokio::test]
async fn the_sandbox_needs_no_settings_says_where_it_is_and_leaves_nothing_behind() {
    let program = Program::with(&[]);
    let mut command = program.command("sandbox --port 0");
    let mut child = command
        .env("TMPDIR", program.folder.path())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = said.next().unwrap().unwrap();
    let page = first.strip_prefix("The sandbox is at ").unwrap();
    let look = reqwest::get(format!("{page}page/api/look")).await.unwrap();
    let look: serde_json::Value = look.json().await.unwrap();
    assert_eq!(look["bot"]["online"], true);
    assert_eq!(look["commands"][0]["name"], "question");
    let (code, log) = tokio::task::spawn_blocking(|| terminate(child))
        .await
        .unwrap();
    assert_eq!((code, log.as_str()), (Some(0), ""));
    let left = std::fs::read_dir(program.folder.path()).unwrap();
    assert_eq!(left.count(), 0);
}

#[test]
fn a_port_that_is_taken_is_told_with_the_remedy() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let output = Program::with(&[]).run(&format!("sandbox --port {port}"));
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    assert!(told.contains("is taken: choose another"), "{told}");
}

#[tokio::test]
async fn metrics_count_what_was_answered() {
    let discord = discord().await;
    // Freed for the program; nobody else takes it in between on a loopback of our own.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let program = Program::with(&[
        ("DISCORD_TOKEN", discord.token()),
        ("DISCORD_API_URL", discord.url()),
        ("METRICS_ADDR", &port.to_string()),
    ]);
    let child = program.start();
    discord
        .wait(|it| (!it.commands().is_empty()).then_some(()))
        .await;
    discord.user("ana").slash("help").await.unwrap();
    let answered = r#"whetstone_interactions_total{kind="command",outcome="answered"} 1"#;
    // The count follows the answer: asked again until it is there, 5 s at most.
    let deadline = Instant::now() + Duration::from_secs(5);
    let numbers = loop {
        let numbers = reqwest::get(format!("http://{port}/metrics"))
            .await
            .unwrap();
        let numbers = numbers.text().await.unwrap();
        if numbers.contains(answered) || Instant::now() > deadline {
            break numbers;
        }
    };
    assert!(numbers.contains(answered), "{numbers}");
    let ended = tokio::task::spawn_blocking(|| terminate(child)).await;
    assert_eq!(ended.unwrap().0, Some(0));
}

#[tokio::test]
async fn any_word_is_a_token_for_what_stands_in_for_discord() {
    let options = Options {
        token: "x".into(),
        ..Options::default()
    };
    let discord = Discord::start(World::example(), options).await;
    let (_program, child) = connected(&discord).await;
    discord
        .wait(|it| (!it.commands().is_empty()).then_some(()))
        .await;
    let ended = tokio::task::spawn_blocking(|| terminate(child)).await;
    assert_eq!(ended.unwrap().0, Some(0));
}
