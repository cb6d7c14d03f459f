//! Builds again when a question is added: the bank is compiled in from `data`.

fn main() {
    println!("cargo::rerun-if-changed=data");
}
