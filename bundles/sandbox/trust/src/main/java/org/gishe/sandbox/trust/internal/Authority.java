/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.qualified.QCStatement;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.gishe.sandbox.host.Invented;

/**
 * Root, issuing authority and the keys of invented people, each person's made when first asked for. Certificates carry the
 * profile of a qualified signature certificate (ETSI EN 319 412-2 and -5) and are worth nothing: nobody trusts this root.
 * All is kept in PKCS#12 files, so that the provider outlives a kill.
 */
final class Authority {

    private static final char[] PASSWORD = "sandbox".toCharArray();
    private static final ASN1ObjectIdentifier QCP_N_QSCD = new ASN1ObjectIdentifier("0.4.0.194112.1.2");
    private static final ASN1ObjectIdentifier QC_COMPLIANCE = new ASN1ObjectIdentifier("0.4.0.1862.1.1");
    private static final ASN1ObjectIdentifier QC_SSCD = new ASN1ObjectIdentifier("0.4.0.1862.1.4");

    private final Path folder;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Holder root;
    private final Holder issuing;
    private final ConcurrentMap<Integer, Holder> people = new ConcurrentHashMap<>();

    /** A key and its certificates, its own first. */
    record Holder(PrivateKey key, List<X509Certificate> chain) {

        byte[] sign(byte[] sha256) throws GeneralSecurityException {
            Signature signature = Signature.getInstance("NONEwithECDSA");
            signature.initSign(key);
            signature.update(sha256);
            return signature.sign();
        }
    }

    Authority(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
        this.root = keptOrMade("root", () -> make(authority("Gishe Sandbox Root CA"), null, true));
        this.issuing = keptOrMade("issuing", () -> make(authority("Gishe Sandbox Issuing CA"), root, true));
    }

    Holder person(Invented person) {
        return people.computeIfAbsent(
                person.number(), number -> keptOrMade("person-" + number, () -> make(subject(person), issuing, false)));
    }

    private static X500Name authority(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.C, "BG")
                .addRDN(BCStyle.O, "Gishe Sandbox")
                .addRDN(BCStyle.ORGANIZATION_IDENTIFIER, "NTRBG-999999924")
                .addRDN(BCStyle.CN, name)
                .build();
    }

    private static X500Name subject(Invented person) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.C, "BG")
                .addRDN(BCStyle.SURNAME, person.familyName())
                .addRDN(BCStyle.GIVENNAME, person.firstName())
                .addRDN(BCStyle.SERIALNUMBER, person.etsi())
                .addRDN(BCStyle.CN, person.name())
                .build();
    }

    @FunctionalInterface
    private interface Maker {
        Holder make() throws GeneralSecurityException, IOException, OperatorCreationException;
    }

    private Holder keptOrMade(String name, Maker maker) {
        Path file = folder.resolve(name + ".p12");
        try {
            if (Files.exists(file)) {
                return load(file);
            }
            Holder made = maker.make();
            save(file, made);
            return made;
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("the sandbox's trust service has no key " + name, e);
        }
    }

    private Holder make(X500Name subject, Holder issuer, boolean ca)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        Instant now = clock.instant();
        X500Name issuerName = issuer == null
                ? subject
                : new org.bouncycastle.cert.jcajce.JcaX509CertificateHolder(
                                issuer.chain().get(0))
                        .getSubject();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuerName,
                new BigInteger(120, random),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofDays(ca ? 3650 : 365))),
                subject,
                keys.getPublic());
        var utilities = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
        builder.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(ca ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.nonRepudiation));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, utilities.createSubjectKeyIdentifier(keys.getPublic()));
        if (issuer != null) {
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    utilities.createAuthorityKeyIdentifier(issuer.chain().get(0)));
        }
        if (!ca) {
            builder.addExtension(
                    Extension.certificatePolicies, false, new CertificatePolicies(new PolicyInformation(QCP_N_QSCD)));
            var statements = new ASN1EncodableVector();
            statements.add(new QCStatement(QC_COMPLIANCE));
            statements.add(new QCStatement(QC_SSCD));
            builder.addExtension(Extension.qCStatements, false, new DERSequence(statements));
        }
        PrivateKey signer = issuer == null ? keys.getPrivate() : issuer.key();
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
        var chain = new java.util.ArrayList<X509Certificate>();
        chain.add(certificate);
        if (issuer != null) {
            chain.addAll(issuer.chain());
        }
        return new Holder(keys.getPrivate(), List.copyOf(chain));
    }

    private static Holder load(Path file) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        var chain = new java.util.ArrayList<X509Certificate>();
        for (Certificate certificate : store.getCertificateChain("key")) {
            chain.add((X509Certificate) certificate);
        }
        return new Holder((PrivateKey) store.getKey("key", PASSWORD), List.copyOf(chain));
    }

    /** Whole or not at all: a kill in the middle leaves the temporary file. */
    private void save(Path file, Holder holder) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        store.setKeyEntry("key", holder.key(), PASSWORD, holder.chain().toArray(Certificate[]::new));
        Files.createDirectories(folder);
        Path temporary = Files.createTempFile(folder, "new-", ".tmp");
        try (OutputStream out = Files.newOutputStream(temporary)) {
            store.store(out, PASSWORD);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
