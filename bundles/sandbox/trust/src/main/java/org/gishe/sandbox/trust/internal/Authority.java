/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.qualified.QCStatement;
import org.bouncycastle.asn1.x509.qualified.SemanticsInformation;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.gishe.sandbox.host.Invented;

/**
 * Root, issuing authority, what serves them (OCSP signer, time-stamping unit, signer of the lists) and the keys of invented
 * people, each person's made when first asked for. Certificates carry the profile of a qualified signature certificate
 * (ETSI EN 319 412-2 and -5) and are worth nothing: nobody outside trusts this root. All is kept in PKCS#12 files, so that
 * the provider outlives a kill; what was made for another address or is about to expire is made anew. Thread-safe.
 */
final class Authority {

    static final String NAME = "Gishe Sandbox";
    static final String IDENTIFIER = "NTRBG-999999924";

    private static final char[] PASSWORD = "sandbox".toCharArray();
    private static final ASN1ObjectIdentifier QCP_N_QSCD = new ASN1ObjectIdentifier("0.4.0.194112.1.2");
    private static final ASN1ObjectIdentifier ANY_POLICY = new ASN1ObjectIdentifier("2.5.29.32.0");
    private static final ASN1ObjectIdentifier NATURAL_PERSON = new ASN1ObjectIdentifier("0.4.0.194121.1.1");
    private static final ASN1ObjectIdentifier QC_COMPLIANCE = new ASN1ObjectIdentifier("0.4.0.1862.1.1");
    private static final ASN1ObjectIdentifier QC_SSCD = new ASN1ObjectIdentifier("0.4.0.1862.1.4");
    private static final ASN1ObjectIdentifier QC_PDS = new ASN1ObjectIdentifier("0.4.0.1862.1.5");
    private static final ASN1ObjectIdentifier QC_TYPE = new ASN1ObjectIdentifier("0.4.0.1862.1.6");
    private static final ASN1ObjectIdentifier QC_TYPE_ESIGN = new ASN1ObjectIdentifier("0.4.0.1862.1.6.1");
    private static final ASN1ObjectIdentifier TSL_SIGNING = new ASN1ObjectIdentifier("0.4.0.2231.3.0");
    private static final Duration CRL_LIFE = Duration.ofDays(1);

    private enum Profile {
        ROOT(3650),
        ISSUING(3650),
        RESPONDER(1825),
        STAMPER(1825),
        LIST_SIGNER(1825),
        PERSON(365);

        private final int days;

        Profile(int days) {
            this.days = days;
        }
    }

    private final Path folder;
    private final InstantSource clock;
    private final String address;
    private final SecureRandom random = new SecureRandom();
    private final Register register;
    private final Holder root;
    private final Holder issuing;
    private final Holder responder;
    private final Holder stamper;
    private final Holder listSigner;
    private final ConcurrentMap<String, Holder> people = new ConcurrentHashMap<>();

    /** A key and its certificates, its own first. */
    record Holder(PrivateKey key, List<X509Certificate> chain) {

        X509Certificate certificate() {
            return chain.get(0);
        }

        /** An ECDSA value over a digest, DER. */
        byte[] sign(byte[] digest) throws GeneralSecurityException {
            return sign("NONEwithECDSA", digest);
        }

        /** The same as bare r and s. */
        byte[] signBare(byte[] digest) throws GeneralSecurityException {
            return sign("NONEwithECDSAinP1363Format", digest);
        }

        private byte[] sign(String algorithm, byte[] digest) throws GeneralSecurityException {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(digest);
            return signature.sign();
        }
    }

    /**
     * @param address of the trust service, without slash at its end; certificates say it
     */
    Authority(Path folder, InstantSource clock, String address) {
        this.folder = folder;
        this.clock = clock;
        this.address = address;
        this.register = new Register(folder.resolve("serials"));
        this.root = keptOrMade("root", Profile.ROOT, authority("Gishe Sandbox Root CA"), Optional.empty());
        this.issuing = keptOrMade("issuing", Profile.ISSUING, authority("Gishe Sandbox Issuing CA"), Optional.of(root));
        this.responder = issued("ocsp", Profile.RESPONDER, authority("Gishe Sandbox OCSP"));
        this.stamper = issued("tsu", Profile.STAMPER, authority("Gishe Sandbox TSU"));
        this.listSigner = issued("list", Profile.LIST_SIGNER, authority("Gishe Sandbox List Signer"));
    }

    Holder root() {
        return root;
    }

    Holder issuing() {
        return issuing;
    }

    Holder responder() {
        return responder;
    }

    Holder stamper() {
        return stamper;
    }

    Holder listSigner() {
        return listSigner;
    }

    Register register() {
        return register;
    }

    /** Lays the list signer's certificate into a folder, where whoever shall believe the lists looks for it. */
    void announce(Path lists) {
        try {
            byte[] certificate = listSigner.certificate().getEncoded();
            Path file = lists.resolve("list-signer.cer");
            if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), certificate)) {
                return;
            }
            Files.createDirectories(lists);
            Path temporary = Files.createTempFile(lists, "new-", ".tmp");
            Files.write(temporary, certificate);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the sandbox's list signer cannot be announced", e);
        }
    }

    /** A person's key of that name. */
    Holder person(String name, Invented person) {
        return people.computeIfAbsent(name, each -> issued(each, Profile.PERSON, subject(person)));
    }

    /** Takes a person's certificate back. */
    void revoke(String name, Invented person) {
        register.revoke(person(name, person).certificate().getSerialNumber(), clock.instant());
    }

    /** Gives a person a new key and certificate. */
    void renew(String name, Invented person) {
        people.compute(name, (each, old) -> {
            try {
                Holder made = make(Profile.PERSON, subject(person), Optional.of(issuing));
                save(folder.resolve(each + ".p12"), made);
                return made;
            } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
                throw new IllegalStateException("the sandbox's trust service renews no key " + each, e);
            }
        });
    }

    /** What the issuing authority took back, DER; RFC 5280 section 5. */
    byte[] issuingCrl() {
        return crl(issuing, register.all());
    }

    /** The root never took anything back, DER. */
    byte[] rootCrl() {
        return crl(root, Map.of());
    }

    private byte[] crl(Holder issuer, Map<BigInteger, Optional<Instant>> serials) {
        Instant now = clock.instant();
        try {
            X509v2CRLBuilder builder = new JcaX509v2CRLBuilder(issuer.certificate(), Date.from(now));
            builder.setNextUpdate(Date.from(now.plus(CRL_LIFE)));
            serials.forEach((serial, revoked) -> revoked.ifPresent(
                    since -> builder.addCRLEntry(serial, Date.from(since), CRLReason.cessationOfOperation)));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer.certificate()));
            builder.addExtension(
                    Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(Math.max(0, now.toEpochMilli()))));
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.key()))
                    .getEncoded();
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("the sandbox's trust service signs no revocation list", e);
        }
    }

    private static X500Name authority(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.C, "BG")
                .addRDN(BCStyle.O, NAME)
                .addRDN(BCStyle.ORGANIZATION_IDENTIFIER, IDENTIFIER)
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

    private Holder issued(String name, Profile profile, X500Name subject) {
        return keptOrMade(name, profile, subject, Optional.of(issuing));
    }

    private Holder keptOrMade(String name, Profile profile, X500Name subject, Optional<Holder> issuer) {
        Path file = folder.resolve(name + ".p12");
        try {
            if (Files.exists(file)) {
                Holder kept = load(file);
                if (fits(kept.certificate(), issuer)) {
                    return kept;
                }
            }
            Holder made = make(profile, subject, issuer);
            save(file, made);
            return made;
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("the sandbox's trust service has no key " + name, e);
        }
    }

    /** Whether a kept certificate is this issuer's, says this address and holds for a day at least. */
    private boolean fits(X509Certificate certificate, Optional<Holder> issuer) {
        if (certificate.getNotAfter().toInstant().isBefore(clock.instant().plus(Duration.ofDays(1)))) {
            return false;
        }
        if (issuer.isEmpty()) {
            return true;
        }
        byte[] access = certificate.getExtensionValue(Extension.authorityInfoAccess.getId());
        if (access == null || !new String(access, StandardCharsets.ISO_8859_1).contains(address + "/")) {
            return false;
        }
        try {
            certificate.verify(issuer.get().certificate().getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private Holder make(Profile profile, X500Name subject, Optional<Holder> issuer)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        BigInteger serial = new BigInteger(119, random).setBit(119);
        Instant now = clock.instant();
        X500Name issuerName = issuer.isEmpty()
                ? subject
                : new JcaX509CertificateHolder(issuer.get().certificate()).getSubject();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuerName,
                serial,
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofDays(profile.days))),
                subject,
                keys.getPublic());
        var utilities = new JcaX509ExtensionUtils();
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, utilities.createSubjectKeyIdentifier(keys.getPublic()));
        if (issuer.isPresent()) {
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    utilities.createAuthorityKeyIdentifier(issuer.get().certificate()));
            whereToAsk(builder, profile);
        }
        uses(builder, profile);
        PrivateKey signer = issuer.isEmpty() ? keys.getPrivate() : issuer.get().key();
        if (issuer.isPresent() && profile != Profile.ISSUING) {
            register.issued(serial);
        }
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
        var chain = new ArrayList<X509Certificate>();
        chain.add(certificate);
        issuer.ifPresent(each -> chain.addAll(each.chain()));
        return new Holder(keys.getPrivate(), List.copyOf(chain));
    }

    private void whereToAsk(X509v3CertificateBuilder builder, Profile profile) throws IOException {
        boolean byRoot = profile == Profile.ISSUING;
        var access = new ArrayList<AccessDescription>();
        if (!byRoot && profile != Profile.RESPONDER) {
            access.add(new AccessDescription(AccessDescription.id_ad_ocsp, name(address + "/ocsp")));
        }
        access.add(new AccessDescription(
                AccessDescription.id_ad_caIssuers, name(address + (byRoot ? "/root.cer" : "/ca.cer"))));
        builder.addExtension(
                Extension.authorityInfoAccess,
                false,
                new AuthorityInformationAccess(access.toArray(AccessDescription[]::new)));
        builder.addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {
            new DistributionPoint(
                    new DistributionPointName(new GeneralNames(name(address + (byRoot ? "/root.crl" : "/ca.crl")))),
                    null,
                    null)
        }));
    }

    private void uses(X509v3CertificateBuilder builder, Profile profile) throws IOException {
        builder.addExtension(
                Extension.basicConstraints,
                true,
                profile == Profile.ROOT
                        ? new BasicConstraints(true)
                        : profile == Profile.ISSUING ? new BasicConstraints(0) : new BasicConstraints(false));
        builder.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(
                        switch (profile) {
                            case ROOT, ISSUING -> KeyUsage.keyCertSign | KeyUsage.cRLSign;
                            case PERSON -> KeyUsage.nonRepudiation;
                            default -> KeyUsage.digitalSignature;
                        }));
        switch (profile) {
            case RESPONDER -> {
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning));
                builder.addExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
            }
            case STAMPER ->
                builder.addExtension(
                        Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
            case LIST_SIGNER ->
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.getInstance(TSL_SIGNING)));
            case ISSUING ->
                builder.addExtension(
                        Extension.certificatePolicies,
                        false,
                        new CertificatePolicies(new PolicyInformation(ANY_POLICY)));
            case PERSON -> {
                builder.addExtension(
                        Extension.certificatePolicies,
                        false,
                        new CertificatePolicies(new PolicyInformation(QCP_N_QSCD)));
                builder.addExtension(Extension.qCStatements, false, statements());
            }
            default -> {}
        }
    }

    /** ETSI EN 319 412-5: a qualified certificate for signatures, its key in a qualified device. */
    private DERSequence statements() {
        var disclosures = new ASN1EncodableVector();
        for (String language : List.of("en", "bg")) {
            var disclosure = new ASN1EncodableVector();
            disclosure.add(new DERIA5String(address + "/pds?lang=" + language));
            disclosure.add(new DERPrintableString(language));
            disclosures.add(new DERSequence(disclosure));
        }
        var statements = new ASN1EncodableVector();
        statements.add(new QCStatement(QCStatement.id_qcs_pkixQCSyntax_v2, new SemanticsInformation(NATURAL_PERSON)));
        statements.add(new QCStatement(QC_COMPLIANCE));
        statements.add(new QCStatement(QC_SSCD));
        statements.add(new QCStatement(QC_TYPE, new DERSequence(QC_TYPE_ESIGN)));
        statements.add(new QCStatement(QC_PDS, new DERSequence(disclosures)));
        return new DERSequence(statements);
    }

    private static GeneralName name(String uri) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
    }

    private static Holder load(Path file) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        var chain = new ArrayList<X509Certificate>();
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
