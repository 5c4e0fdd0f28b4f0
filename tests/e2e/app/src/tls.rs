//! A TLS 1.3 and a TLS 1.2 handshake in memory: OpenSSL makes the
//! certificates, rustls with ring speaks.
use crate::Result;
use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509Builder, X509NameBuilder, X509};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection};
use std::io::{Read, Write};
use std::sync::Arc;

struct Identity {
    cert: X509,
    key: PKey<Private>,
}

fn certify(name: &str, issuer: Option<&Identity>) -> Result<Identity> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
    let key = PKey::from_ec_key(EcKey::generate(&group)?)?;
    let mut subject = X509NameBuilder::new()?;
    subject.append_entry_by_nid(Nid::COMMONNAME, name)?;
    let subject = subject.build();
    let mut cert: X509Builder = X509::builder()?;
    cert.set_version(2)?;
    cert.set_serial_number(&*BigNum::from_u32(if issuer.is_some() { 2 } else { 1 })?.to_asn1_integer()?)?;
    cert.set_not_before(&*Asn1Time::from_unix(1_600_000_000)?)?;
    cert.set_not_after(&*Asn1Time::days_from_now(2)?)?;
    cert.set_subject_name(&subject)?;
    cert.set_pubkey(&key)?;
    match issuer {
        Some(ca) => {
            cert.set_issuer_name(ca.cert.subject_name())?;
            let context = cert.x509v3_context(Some(&ca.cert), None);
            let names = SubjectAlternativeName::new().dns(name).build(&context)?;
            cert.append_extension(names)?;
            cert.sign(&ca.key, MessageDigest::sha256())?;
        }
        None => {
            cert.set_issuer_name(&subject)?;
            cert.append_extension(BasicConstraints::new().critical().ca().build()?)?;
            cert.sign(&key, MessageDigest::sha256())?;
        }
    }
    Ok(Identity { cert: cert.build(), key })
}

fn talk(mut client: ClientConnection, mut server: ServerConnection) -> Result<String> {
    client.writer().write_all(b"ping")?;
    let mut heard = Vec::new();
    for _ in 0..20 {
        let mut wire = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut wire)?;
        }
        let mut from = &wire[..];
        while !from.is_empty() {
            server.read_tls(&mut from)?;
            server.process_new_packets()?;
        }
        let mut buf = [0u8; 64];
        if let Ok(n) = server.reader().read(&mut buf) {
            heard.extend_from_slice(&buf[..n]);
        }
        let mut wire = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut wire)?;
        }
        let mut from = &wire[..];
        while !from.is_empty() {
            client.read_tls(&mut from)?;
            client.process_new_packets()?;
        }
        if heard == b"ping" {
            let suite = client.negotiated_cipher_suite().ok_or("no suite")?;
            return Ok(format!("{:?}", suite.suite()));
        }
    }
    Err(format!("the server heard {heard:?}").into())
}

pub fn handshake() -> Result<String> {
    let ca = certify("zbuild e2e CA", None)?;
    let leaf = certify("server.test", Some(&ca))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(ca.cert.to_der()?))?;
    let chain = vec![CertificateDer::from(leaf.cert.to_der()?)];
    let key = PrivatePkcs8KeyDer::from(leaf.key.private_key_to_pkcs8()?);
    let mut said = Vec::new();
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        let server = ServerConfig::builder_with_provider(provider.clone())
            .with_protocol_versions(&[version])?
            .with_no_client_auth()
            .with_single_cert(chain.clone(), key.clone_key().into())?;
        let client = ClientConfig::builder_with_provider(provider.clone())
            .with_protocol_versions(&[version])?
            .with_root_certificates(roots.clone())
            .with_no_client_auth();
        said.push(talk(
            ClientConnection::new(Arc::new(client), ServerName::try_from("server.test")?)?,
            ServerConnection::new(Arc::new(server))?,
        )?);
    }
    Ok(said.join(", "))
}
