/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.keys.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.gishe.keys.Keys;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class KeysComponentTest {

    private static final byte[] PLAIN = "Иван Иванов".getBytes(StandardCharsets.UTF_8);
    private static final byte[] CONTEXT = {1, 2, 3};
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T08:00:00Z"));

    @Rule
    public final TemporaryFolder data = new TemporaryFolder();

    @Test
    public void whatWasEncryptedIsDecryptedAlsoAfterARestart() throws Exception {
        byte[] wrapped = keys().encrypt("people", PLAIN, CONTEXT);

        assertThat(keys().decrypt("people", wrapped, CONTEXT)).isEqualTo(PLAIN);
        assertThat(new String(wrapped, StandardCharsets.ISO_8859_1)).contains("people");
        assertThat(keys().encrypt("people", PLAIN, CONTEXT)).isNotEqualTo(wrapped);
    }

    @Test
    public void noKeysAreMadeForDataThatWereRestoredWithoutTheirs() throws Exception {
        Path folder = data.newFolder("keys").toPath();
        Files.writeString(folder.resolve("awaited"), "put them here");

        assertThatThrownBy(this::keys).isInstanceOf(IllegalStateException.class).hasMessageContaining("awaited");

        assertThat(folder).isDirectoryNotContaining(file -> !file.endsWith("awaited"));
    }

    @Test
    public void aChangedByteContextOrKeyIsNoticed() {
        Keys keys = keys();
        byte[] wrapped = keys.encrypt("people", PLAIN, CONTEXT);

        for (int i = 0; i < wrapped.length; i++) {
            byte[] changed = wrapped.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> keys.decrypt("people", changed, CONTEXT))
                    .isInstanceOf(GeneralSecurityException.class);
        }
        assertThatThrownBy(() -> keys.decrypt("people", wrapped, new byte[0]))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> keys.decrypt("contents", wrapped, CONTEXT))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> keys.decrypt("people", new byte[3], CONTEXT))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    public void aNewVersionEncryptsAndTheOldOneStillDecrypts() throws Exception {
        byte[] old = keys().encrypt("people", PLAIN, CONTEXT);
        Path file = file("keys.p12");
        char[] password = Files.readString(file("password")).toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var in = new FileInputStream(file.toFile())) {
            store.load(in, password);
        }
        store.setEntry(
                "people.2",
                new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[32], "AES")),
                new KeyStore.PasswordProtection(password));
        try (var out = new FileOutputStream(file.toFile())) {
            store.store(out, password);
        }

        Keys keys = keys();
        byte[] renewed = keys.encrypt("people", PLAIN, CONTEXT);

        assertThat(keys.decrypt("people", old, CONTEXT)).isEqualTo(PLAIN);
        assertThat(keys.decrypt("people", renewed, CONTEXT)).isEqualTo(PLAIN);
        assertThat(renewed[2 + "people".length() + 1]).isEqualTo((byte) 2);
    }

    @Test
    public void equalValuesHaveOneBlindIndexWhichDependsOnTheKey() {
        byte[] index = keys().blindIndex("people-index", PLAIN);

        assertThat(index).hasSize(32).isEqualTo(keys().blindIndex("people-index", PLAIN));
        assertThat(index).isNotEqualTo(keys().blindIndex("journal-index", PLAIN));
    }

    @Test
    public void aSealVerifiesWithItsCertificate() throws Exception {
        Keys keys = keys();
        byte[] value = keys.seal("seal-platform", PLAIN);
        List<X509Certificate> chain = keys.sealCertificates("seal-platform");

        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initVerify(chain.get(0));
        signature.update(PLAIN);

        assertThat(signature.verify(value)).isTrue();
        chain.get(0).verify(chain.get(0).getPublicKey());
        chain.get(0).checkValidity(Date.from(CLOCK.instant().plus(Duration.ofDays(365))));
        assertThat(chain.get(0).getKeyUsage()[0]).isTrue();
        assertThat(keys().sealCertificates("seal-platform")).isEqualTo(chain);
    }

    @Test
    public void aNameOfAnotherKindIsRefused() {
        Keys keys = keys();

        assertThatThrownBy(() -> keys.encrypt("people-index", PLAIN, CONTEXT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> keys.encrypt("nobody", PLAIN, CONTEXT)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> keys.blindIndex("people", PLAIN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> keys.seal("people", PLAIN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void onlyTheOwnerMayReadTheFiles() throws Exception {
        keys();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("."))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("keys.p12"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("password"))))
                .isEqualTo("rw-------");
    }

    @Test
    public void aFirstStartThatWasKilledIsFinishedByTheNext() throws Exception {
        keys();
        Files.delete(file("keys.p12")); // killed between the password and the keys …
        Files.write(file("keys.p12.new"), new byte[] {1, 2, 3}); // … while these were written

        byte[] wrapped = keys().encrypt("people", PLAIN, CONTEXT);

        assertThat(keys().decrypt("people", wrapped, CONTEXT)).isEqualTo(PLAIN);
        assertThat(file("keys.p12.new")).doesNotExist();
    }

    @Test
    public void keysWithoutTheirPasswordAreNotReplaced() throws Exception {
        keys();
        Files.delete(file("password"));

        assertThatThrownBy(this::keys).isInstanceOf(IllegalStateException.class).hasMessageContaining("password");
        assertThat(file("password")).doesNotExist();
    }

    @Test
    public void withoutLeaveToCreateAMissingKeyStopsTheStart() {
        assertThatThrownBy(() -> new KeysComponent(data.getRoot().toPath(), new Config(false), CLOCK))
                .isInstanceOf(IllegalStateException.class);
    }

    private Path file(String name) {
        return data.getRoot().toPath().resolve("keys").resolve(name).normalize();
    }

    private Keys keys() {
        return new KeysComponent(data.getRoot().toPath(), new Config(true), CLOCK);
    }

    @SuppressWarnings("ClassExplicitlyAnnotation")
    private record Config(boolean create) implements KeysConfiguration {
        @Override
        public String file() {
            return "";
        }

        @Override
        public String passwordFile() {
            return "";
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return KeysConfiguration.class;
        }
    }
}
