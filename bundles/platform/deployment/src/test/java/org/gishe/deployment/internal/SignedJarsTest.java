/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.gishe.catalogue.test.PluginJar;
import org.gishe.catalogue.test.SigningAuthority;
import org.gishe.catalogue.test.SigningAuthority.Holder;
import org.gishe.deployment.Deployment.Signer;
import org.gishe.deployment.internal.SignedJars.Revocation;
import org.gishe.deployment.internal.SignedJars.Terms;
import org.gishe.deployment.internal.Trust.Verdict;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

public class SignedJarsTest {

    /** Refusals that are tried here. */
    static final Set<Refusal> OF_TRUST = EnumSet.range(Refusal.UNSIGNED, Refusal.OTHERS_ID);

    private static final String ROADS = "CN=Roads Signing,2.5.4.97=NTRBG-999999924,O=Roads,C=BG";

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final SigningAuthority state = new SigningAuthority("State", now);
    private final byte[] jar = PluginJar.service("sample", "1.0.0").bytes();
    private Path plugins;
    private Path stamps;

    @Before
    public void trust() throws IOException {
        plugins = folder.newFolder().toPath();
        stamps = folder.newFolder().toPath();
        state.trustedIn(plugins);
        state.trustedIn(stamps);
    }

    @After
    public void close() {
        state.close();
    }

    private Verdict look(byte[] bytes) {
        return look(bytes, new Terms(false, true, Revocation.DEMAND));
    }

    private Verdict look(byte[] bytes, Terms terms) {
        return look(bytes, terms, now);
    }

    private Verdict look(byte[] bytes, Terms terms, Instant at) {
        try {
            Path file = Files.write(folder.newFile().toPath(), bytes);
            return new SignedJars(InstantSource.fixed(at), terms, plugins, stamps).look(file.toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertRefused(byte[] bytes, Refusal refusal) {
        assertRefused(look(bytes), refusal);
    }

    private static void assertRefused(Verdict verdict, Refusal refusal) {
        assertThat(verdict.problems()).singleElement().asString().endsWith("[" + refusal.id() + "]");
        assertThat(verdict.signer()).isEmpty();
    }

    // ------------------------------------------------------------------ what comes in

    @Test
    public void aSignedStampedJarComesInWithItsSigner() {
        Verdict verdict = look(state.signed(jar, state.signer(ROADS)));

        assertThat(verdict.problems()).isEmpty();
        assertThat(verdict.warnings()).isEmpty();
        Signer signer = verdict.signer().orElseThrow();
        assertThat(signer.name()).isEqualTo("Roads");
        assertThat(signer.id()).isEqualTo("NTRBG-999999924 by cn=state");
        assertThat(signer.stamped()).contains(now);
    }

    @Test
    public void aRenewedCertificateIsTheSameSignerAndAnotherAuthorityIsAnotherOne() {
        try (var other = new SigningAuthority("Other", now)) {
            other.trustedIn(plugins);
            other.trustedIn(stamps);
            String first = id(state.signed(jar, state.signer(ROADS)));

            assertThat(id(state.signed(jar, state.signer("O=Roads Agency,2.5.4.97=NTRBG-999999924"))))
                    .isEqualTo(first);
            assertThat(id(other.signed(jar, other.signer(ROADS)))).isNotEqualTo(first);
            assertThat(id(state.signed(jar, state.signer("CN=Vendor,C=BG"))))
                    .isEqualTo(id(state.signed(jar, state.signer("CN=Vendor,C=BG"))))
                    .isNotEqualTo(first);
        }
    }

    private String id(byte[] bytes) {
        Verdict verdict = look(bytes);
        assertThat(verdict.problems()).isEmpty();
        return verdict.signer().orElseThrow().id();
    }

    @Test
    public void aJarThatWasStampedInTimeComesInAfterItsCertificateHasExpired() {
        byte[] signed = state.signed(jar, state.signer(ROADS));

        Verdict verdict = look(signed, new Terms(false, true, Revocation.DEMAND), now.plus(Duration.ofDays(500)));

        assertThat(verdict.signer()).isPresent();
        assertThat(verdict.warnings()).singleElement().asString().contains("has expired since");
    }

    @Test
    public void whoeverIsTrustedByNameNeedsNoAuthority() throws Exception {
        try (var unknown = new SigningAuthority("Unknown", now)) {
            Holder vendor = unknown.signer("CN=Vendor");
            unknown.trustedIn(stamps);
            Files.write(plugins.resolve("vendor.crt"), vendor.certificate().getEncoded());

            assertThat(look(unknown.signed(jar, vendor)).signer()).isPresent();
            assertRefused(unknown.signed(jar, unknown.signer("CN=Vendor")), Refusal.UNTRUSTED);
        }
    }

    @Test
    public void aDevelopmentPlatformTakesWhatIsUnsignedAndSaysSo() {
        Verdict verdict = look(jar, new Terms(true, true, Revocation.DEMAND));

        assertThat(verdict.problems()).isEmpty();
        assertThat(verdict.signer()).isEmpty();
        assertThat(verdict.warnings()).containsExactly(SignedJars.DEVELOPMENT);
    }

    @Test
    public void aDevelopmentPlatformRefusesWhatIsSignedBadly() {
        byte[] changed = changed(state.signed(jar, state.signer(ROADS)), "gishe/texts_en.properties", "title=Mine");

        assertRefused(look(changed, new Terms(true, true, Revocation.DEMAND)), Refusal.TAMPERED);
    }

    // ------------------------------------------------------------------ what does not

    @Test
    public void whatIsUnsignedIsRefused() {
        assertRefused(jar, Refusal.UNSIGNED);
    }

    @Test
    public void whatWasChangedIsRefused() {
        byte[] signed = state.signed(jar, state.signer(ROADS));

        assertRefused(changed(signed, "gishe/texts_en.properties", "title=Mine"), Refusal.TAMPERED);
        assertRefused(changed(signed, "META-INF/SIGNER.SF", "Signature-Version: 1.0\r\n\r\n"), Refusal.TAMPERED);
    }

    @Test
    public void aChangedManifestIsRefusedThoughTheFilesAreTheSame() {
        byte[] signed = state.signed(jar, state.signer(ROADS));
        String manifest = new String(files(signed).get("META-INF/MANIFEST.MF"), StandardCharsets.UTF_8);
        byte[] other = changed(
                signed, "META-INF/MANIFEST.MF", manifest + "Name: more.txt\r\nDynamicImport-Package: *\r\n\r\n");

        assertRefused(other, Refusal.TAMPERED);
        assertRefused(
                changed(
                        signed,
                        "META-INF/MANIFEST.MF",
                        manifest.replaceFirst("Bundle-Version: 1.0.0", "Bundle-Version: 9.0.0")),
                Refusal.TAMPERED);
    }

    @Test
    public void aFileThatWasAddedIsRefused() {
        byte[] signed = state.signed(jar, state.signer(ROADS));

        assertRefused(changed(signed, "com/example/More.class", "more"), Refusal.SIGNED_IN_PART);
        assertRefused(changed(signed, "META-INF/services/more", "more"), Refusal.SIGNED_IN_PART);
    }

    @Test
    public void aSignatureWithoutItsBlockIsRefused() {
        byte[] signed = state.signed(jar, state.signer(ROADS));

        assertRefused(without(signed, "META-INF/SIGNER.EC"), Refusal.SIGNED_IN_PART);
        assertRefused(without(without(signed, "META-INF/SIGNER.EC"), "META-INF/SIGNER.SF"), Refusal.UNSIGNED);
    }

    @Test
    public void twoSignaturesAreRefused() {
        byte[] once = state.signed(jar, state.signer(ROADS), "FIRST");

        assertRefused(state.signed(once, state.signer("CN=Vendor"), "SECOND"), Refusal.SEVERAL_SIGNERS);
    }

    @Test
    public void aStrangersSignatureIsRefused() throws IOException {
        try (var unknown = new SigningAuthority("State", now)) { // of the same name
            unknown.trustedIn(stamps);
            assertRefused(unknown.signed(jar, unknown.signer(ROADS)), Refusal.UNTRUSTED);
        }
        plugins = folder.newFolder().toPath();
        assertRefused(state.signed(jar, state.signer(ROADS)), Refusal.UNTRUSTED);
    }

    @Test
    public void aSignerWhoPlaysTheAuthorityIsRefused() {
        Holder vendor = state.signer("CN=Vendor");

        assertRefused(state.signed(jar, state.signerBy(vendor, ROADS), vendor), Refusal.UNTRUSTED);
    }

    @Test
    public void aCertificateForSomethingElseIsRefused() {
        Holder server = state.signer(ROADS, now.minus(Duration.ofDays(2)), 365, KeyPurposeId.id_kp_serverAuth);
        Holder seal = state.signer(ROADS, now.minus(Duration.ofDays(2)), 365);

        assertRefused(state.signed(jar, server), Refusal.USAGE);
        assertThat(look(state.signed(jar, seal)).signer()).isPresent();
    }

    @Test
    public void aCertificateOutOfItsTimeIsRefused() {
        Holder past = state.signer(ROADS, now.minus(Duration.ofDays(30)), 10, KeyPurposeId.id_kp_codeSigning);
        Holder toCome = state.signer(ROADS, now.plus(Duration.ofDays(1)), 10, KeyPurposeId.id_kp_codeSigning);

        assertRefused(state.signed(jar, past), Refusal.EXPIRED);
        assertRefused(state.signed(jar, toCome), Refusal.EXPIRED);
    }

    @Test
    public void aRevokedCertificateIsRefusedByTheResponderAndByTheList() throws IOException {
        Holder roads = state.signer(ROADS);
        byte[] signed = state.signed(jar, roads);
        assertThat(look(signed).signer()).isPresent();

        state.revoke(roads);
        assertRefused(signed, Refusal.REVOKED);

        byte[] list = state.list();
        state.close();
        Files.write(plugins.resolve("state.crl"), list);
        Files.write(stamps.resolve("state.crl"), list);
        assertRefused(signed, Refusal.REVOKED);
        assertThat(look(signed, new Terms(false, true, Revocation.OFF)).signer())
                .isPresent();
    }

    @Test
    public void whenNobodySaysWhetherItIsRevokedTheOperatorDecides() {
        byte[] signed = state.signed(jar, state.signer(ROADS));
        state.close();

        assertRefused(signed, Refusal.REVOCATION_UNKNOWN);
        Verdict tried = look(signed, new Terms(false, true, Revocation.TRY));
        assertThat(tried.signer()).isPresent();
        assertThat(tried.warnings()).hasSize(2).allMatch(each -> each.contains("nobody could be asked"));
    }

    @Test
    public void aSignatureWithoutATimeStampIsRefusedUnlessTheOperatorLetsItIn() {
        byte[] signed = state.signed(jar, state.signer(ROADS), false);

        assertRefused(signed, Refusal.NOT_STAMPED);
        assertThat(look(signed, new Terms(false, false, Revocation.DEMAND))
                        .signer()
                        .orElseThrow()
                        .stamped())
                .isEmpty();
    }

    @Test
    public void aTimeStampByAStrangerIsRefused() throws IOException {
        stamps = folder.newFolder().toPath();

        assertRefused(state.signed(jar, state.signer(ROADS)), Refusal.STAMP);
    }

    @Test
    public void aFileThatIsNoCertificateCountsForNothing() throws IOException {
        Files.writeString(plugins.resolve("readme.txt"), "no certificate");
        Files.writeString(plugins.resolve("torn.crt"), "-----BEGIN CERTIFICATE-----");

        assertThat(look(state.signed(jar, state.signer(ROADS))).signer()).isPresent();
    }

    // ------------------------------------------------------------------ jars

    private static Map<String, byte[]> files(byte[] jar) {
        var files = new LinkedHashMap<String, byte[]>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return files;
    }

    private static byte[] zip(Map<String, byte[]> files) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
                out.closeEntry();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] changed(byte[] jar, String name, String text) {
        Map<String, byte[]> files = files(jar);
        files.put(name, text.getBytes(StandardCharsets.UTF_8));
        return zip(files);
    }

    private static byte[] without(byte[] jar, String name) {
        Map<String, byte[]> files = files(jar);
        assertThat(files.remove(name)).as(name).isNotNull();
        return zip(files);
    }
}
