/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.Timestamp;
import java.security.cert.CertPath;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.gishe.deployment.Deployment.Signer;
import org.gishe.deployment.internal.Anchors.Flaw;
import org.gishe.deployment.internal.Anchors.FlawException;
import org.gishe.deployment.internal.JarSignature.BrokenException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Jars come in signed by somebody whose certificate leads to one that the operator trusts, with a time-stamp, not revoked. On a
 * development platform an unsigned jar comes in too; what is signed is looked at there as everywhere.
 */
@Component(service = Trust.class, configurationPid = "org.gishe.deployment.trust")
@Designate(ocd = TrustConfiguration.class)
public final class SignedJars implements Trust {

    static final String DEVELOPMENT = "it is unsigned, and was taken in because this is a development platform";

    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final String TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
    private static final String ANY_USAGE = "2.5.29.37.0";
    private static final Map<String, String> NAMES =
            Map.of("2.5.4.97", "organizationIdentifier", "2.5.4.5", "serialNumber");

    private final InstantSource clock;
    private final Terms terms;
    private final Anchors signers;
    private final Anchors stampers;

    /** What is demanded. */
    record Terms(boolean development, boolean demandStamp, Revocation revocation) {}

    /** What becomes of a certificate whose revocation cannot be asked. */
    enum Revocation {
        DEMAND,
        TRY,
        OFF
    }

    @Activate
    public SignedJars(@Reference InstantSource clock, TrustConfiguration configuration) {
        this(
                clock,
                new Terms(
                        Boolean.getBoolean("gishe.development"),
                        configuration.demandStamp(),
                        Revocation.valueOf(configuration.revocation().toUpperCase(Locale.ROOT))),
                folder(configuration.anchors(), "plugins"),
                folder(configuration.stampAnchors(), "stamps"));
    }

    SignedJars(InstantSource clock, Terms terms, Path signers, Path stampers) {
        this.clock = clock;
        this.terms = terms;
        this.signers = new Anchors(signers);
        this.stampers = new Anchors(stampers);
    }

    private static Path folder(String configured, String name) {
        return configured.isEmpty()
                ? Path.of(System.getProperty("karaf.etc", "etc"), "trust", name)
                : Path.of(configured);
    }

    @Override
    public Verdict look(File jar) {
        Optional<CodeSigner> signer;
        try {
            signer = JarSignature.read(jar);
        } catch (BrokenException e) {
            return Verdict.refused(e.refusal(), e.getMessage());
        } catch (IOException e) {
            return Verdict.refused(Refusal.UNREADABLE, "its signature cannot be read");
        }
        if (signer.isEmpty()) {
            return terms.development()
                    ? new Verdict(Optional.empty(), List.of(), List.of(DEVELOPMENT))
                    : Verdict.refused(Refusal.UNSIGNED, "nobody has signed it");
        }
        try {
            var warnings = new ArrayList<String>();
            return new Verdict(Optional.of(known(signer.get(), warnings)), List.of(), List.copyOf(warnings));
        } catch (BrokenException e) {
            return Verdict.refused(e.refusal(), e.getMessage());
        }
    }

    private Signer known(CodeSigner signer, List<String> warnings) throws BrokenException {
        Instant now = clock.instant();
        List<X509Certificate> chain = certificates(signer.getSignerCertPath());
        Optional<Instant> stamped = stamped(signer.getTimestamp(), now, warnings);
        if (stamped.isEmpty() && terms.demandStamp()) {
            throw new BrokenException(Refusal.NOT_STAMPED, "its signature has no time-stamp");
        }
        X509Certificate end = chain.get(0);
        X509Certificate anchor;
        try {
            anchor = signers.path(chain, stamped.orElse(now));
        } catch (FlawException e) {
            throw refused(e, named(end));
        }
        if (!maySign(end)) {
            throw new BrokenException(
                    Refusal.USAGE, "the certificate of " + named(end) + " is not for signing documents or code");
        }
        ask(signers, chain, now, "the certificate of " + named(end), warnings);
        return new Signer(named(end), identity(end, anchor), stamped);
    }

    /** When it was signed, said by an authority that is trusted here (RFC 3161); the JDK has held the token to the signature. */
    private Optional<Instant> stamped(Timestamp stamp, Instant now, List<String> warnings) throws BrokenException {
        if (stamp == null) {
            return Optional.empty();
        }
        Instant at = stamp.getTimestamp().toInstant();
        List<X509Certificate> chain = certificates(stamp.getSignerCertPath());
        if (at.isAfter(now.plusSeconds(300))) {
            throw new BrokenException(Refusal.STAMP, "it is time-stamped " + at + ", which is to come");
        }
        try {
            stampers.path(chain, at);
        } catch (FlawException e) {
            throw new BrokenException(
                    Refusal.STAMP, "its time-stamp is by " + named(chain.get(0)) + ", and " + e.getMessage());
        }
        if (!usages(chain.get(0)).contains(TIME_STAMPING)) {
            throw new BrokenException(
                    Refusal.STAMP,
                    "its time-stamp is by " + named(chain.get(0)) + ", whose certificate is not for that");
        }
        ask(stampers, chain, now, "the certificate of the time-stamp authority " + named(chain.get(0)), warnings);
        return Optional.of(at);
    }

    private void ask(Anchors anchors, List<X509Certificate> chain, Instant now, String whose, List<String> warnings)
            throws BrokenException {
        if (terms.revocation() == Revocation.OFF) {
            return;
        }
        if (now.isAfter(chain.get(0).getNotAfter().toInstant())) {
            warnings.add(whose + " has expired since; nobody says any more whether it was revoked");
            return;
        }
        try {
            anchors.notRevoked(chain, now);
        } catch (FlawException e) {
            if (e.flaw() == Flaw.UNKNOWN && terms.revocation() == Revocation.TRY) {
                warnings.add(whose + ": " + e.getMessage());
                return;
            }
            throw refused(e, whose);
        }
    }

    private static BrokenException refused(FlawException e, String whose) {
        Refusal refusal =
                switch (e.flaw()) {
                    case NO_PATH -> Refusal.UNTRUSTED;
                    case NOT_IN_TIME -> Refusal.EXPIRED;
                    case REVOKED -> Refusal.REVOKED;
                    case UNKNOWN -> Refusal.REVOCATION_UNKNOWN;
                };
        return new BrokenException(refusal, "signed by " + whose + ": " + e.getMessage());
    }

    private static List<X509Certificate> certificates(CertPath path) {
        return path.getCertificates().stream().map(X509Certificate.class::cast).toList();
    }

    /** RFC 5280, 4.2.1.3 and 4.2.1.12: what a certificate does not say, it leaves open. */
    private static boolean maySign(X509Certificate certificate) throws BrokenException {
        boolean[] usage = certificate.getKeyUsage();
        boolean signs = usage == null || usage[0] || usage[1];
        List<String> extended = usages(certificate);
        return signs && (extended.isEmpty() || extended.contains(CODE_SIGNING) || extended.contains(ANY_USAGE));
    }

    private static List<String> usages(X509Certificate certificate) throws BrokenException {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            return usages == null ? List.of() : usages;
        } catch (CertificateParsingException e) {
            throw new BrokenException(Refusal.USAGE, "the certificate of " + named(certificate) + " cannot be read");
        }
    }

    /** For people: the organisation, else the common name, else the whole subject. */
    private static String named(X509Certificate certificate) {
        List<Rdn> names = names(certificate.getSubjectX500Principal());
        return Stream.of("O", "CN")
                .flatMap(type -> names.stream().filter(each -> each.getType().equals(type)))
                .findFirst()
                .map(each -> each.getValue().toString())
                .orElseGet(() -> certificate.getSubjectX500Principal().getName(X500Principal.RFC2253, NAMES));
    }

    /**
     * What stays when a certificate is renewed: the organisation's identifier (ETSI EN 319 412-1, 5.1.4), else the whole
     * subject, both as said by that anchor.
     */
    private static String identity(X509Certificate certificate, X509Certificate anchor) {
        X500Principal subject = certificate.getSubjectX500Principal();
        String who = names(subject).stream()
                .filter(each -> each.getType().equals("organizationIdentifier"))
                .findFirst()
                .map(each -> each.getValue().toString())
                .orElseGet(() -> subject.getName(X500Principal.CANONICAL));
        return who + " by " + anchor.getSubjectX500Principal().getName(X500Principal.CANONICAL);
    }

    private static List<Rdn> names(X500Principal subject) {
        try {
            return new LdapName(subject.getName(X500Principal.RFC2253, NAMES)).getRdns();
        } catch (InvalidNameException e) {
            return List.of();
        }
    }
}
