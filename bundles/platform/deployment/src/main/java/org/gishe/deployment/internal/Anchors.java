/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CRL;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of trusted certificates and revocation lists, and path validation to them (RFC 5280, section 6, as the JDK does it).
 * Read anew each time: whoever adds a certificate restarts nothing.
 */
final class Anchors {

    private static final Logger LOG = LoggerFactory.getLogger(Anchors.class);
    private static final long LARGEST = 16L << 20;

    /** Why a certificate is not trusted. */
    enum Flaw {
        NO_PATH,
        NOT_IN_TIME,
        REVOKED,
        UNKNOWN
    }

    /** A certificate that is not trusted. */
    static final class FlawException extends Exception {

        private static final long serialVersionUID = 1L;

        private final Flaw flaw;

        FlawException(Flaw flaw, String message) {
            super(message);
            this.flaw = flaw;
        }

        Flaw flaw() {
            return flaw;
        }
    }

    private final Path folder;

    Anchors(Path folder) {
        this.folder = folder;
    }

    private record Contents(Set<X509Certificate> certificates, Set<CRL> lists) {}

    /**
     * The trusted certificate that a chain leads to, valid at an instant; revocation is not asked.
     *
     * @param chain the certificate itself first, then those that came with it, in any order
     */
    X509Certificate path(List<X509Certificate> chain, Instant at) throws FlawException {
        Contents contents = read();
        return build(contents, chain, at).anchor();
    }

    private record Built(X509Certificate anchor, PKIXCertPathBuilderResult result) {}

    private static Built build(Contents contents, List<X509Certificate> chain, Instant at) throws FlawException {
        X509Certificate end = chain.get(0);
        try {
            end.checkValidity(Date.from(at));
        } catch (CertificateException e) {
            throw new FlawException(
                    Flaw.NOT_IN_TIME,
                    "its certificate is valid from " + end.getNotBefore().toInstant() + " to "
                            + end.getNotAfter().toInstant() + ", not at " + at);
        }
        if (contents.certificates().contains(end)) {
            return new Built(end, null); // trusted by itself
        }
        if (contents.certificates().isEmpty()) {
            throw new FlawException(Flaw.NO_PATH, "no certificate is trusted here yet");
        }
        try {
            var wanted = new X509CertSelector();
            wanted.setCertificate(end);
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors(contents), wanted);
            parameters.addCertStore(store(chain));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(at));
            var result = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters);
            return new Built(result.getTrustAnchor().getTrustedCert(), result);
        } catch (CertPathBuilderException e) {
            throw new FlawException(Flaw.NO_PATH, "its certificate leads to none that is trusted here");
        } catch (GeneralSecurityException e) {
            throw new FlawException(Flaw.NO_PATH, "its certificate cannot be followed: " + e.getMessage());
        }
    }

    private static Set<TrustAnchor> anchors(Contents contents) {
        var anchors = new HashSet<TrustAnchor>();
        contents.certificates().forEach(each -> anchors.add(new TrustAnchor(each, null)));
        return anchors;
    }

    private static CertStore store(Collection<?> collection) throws GeneralSecurityException {
        return CertStore.getInstance("Collection", new CollectionCertStoreParameters(collection));
    }

    /** Asks the lists of the folder, then whom the certificates name (OCSP, lists), whether any of a chain is revoked now. */
    void notRevoked(List<X509Certificate> chain, Instant now) throws FlawException {
        Contents contents = read();
        Built built = build(contents, chain, now);
        if (built.result() == null
                || built.result().getCertPath().getCertificates().isEmpty()) {
            return; // who takes it out of the folder revokes it
        }
        try {
            CertPathValidator validator = CertPathValidator.getInstance("PKIX");
            var checker = (PKIXRevocationChecker) validator.getRevocationChecker();
            if (!contents.lists().isEmpty()) {
                checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS));
            }
            var parameters = new PKIXParameters(anchors(contents));
            parameters.addCertStore(store(contents.lists()));
            parameters.addCertStore(store(chain));
            parameters.setDate(Date.from(now));
            parameters.addCertPathChecker(checker);
            validator.validate(built.result().getCertPath(), parameters);
        } catch (CertPathValidatorException e) {
            throw new FlawException(flaw(e.getReason()), words(e));
        } catch (InvalidAlgorithmParameterException | java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (GeneralSecurityException e) {
            throw new FlawException(Flaw.UNKNOWN, e.getMessage());
        }
    }

    private static Flaw flaw(Reason reason) {
        if (reason == BasicReason.REVOKED) {
            return Flaw.REVOKED;
        }
        return reason == BasicReason.UNDETERMINED_REVOCATION_STATUS ? Flaw.UNKNOWN : Flaw.NO_PATH;
    }

    private static String words(CertPathValidatorException e) {
        return e.getReason() == BasicReason.REVOKED
                ? "its certificate, or one above it, is revoked"
                : "nobody could be asked whether its certificate is revoked: " + e.getMessage();
    }

    private Contents read() {
        var certificates = new HashSet<X509Certificate>();
        var lists = new HashSet<CRL>();
        if (!Files.isDirectory(folder)) {
            return new Contents(certificates, lists);
        }
        var files = new ArrayList<Path>();
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(Files::isRegularFile).forEach(files::add);
        } catch (IOException e) {
            LOG.error("The trusted certificates cannot be read from {}", folder, e);
        }
        for (Path file : files) {
            String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
            try (InputStream in = Files.newInputStream(file)) {
                if (Files.size(file) > LARGEST) {
                    throw new IOException("it is larger than 16 MiB");
                }
                CertificateFactory factory = CertificateFactory.getInstance("X.509");
                if (name.matches(".+\\.(pem|crt|cer)")) {
                    for (Certificate each : factory.generateCertificates(in)) {
                        certificates.add((X509Certificate) each);
                    }
                } else if (name.endsWith(".crl")) {
                    lists.addAll(factory.generateCRLs(in));
                }
            } catch (IOException | GeneralSecurityException e) {
                LOG.error("{} cannot be read and counts for nothing: {}", file, e.getMessage());
            }
        }
        return new Contents(certificates, lists);
    }
}
