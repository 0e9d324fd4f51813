/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.keys.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.gishe.keys.Keys;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Keys of one PKCS#12 file. An entry's alias is the key's name, a dot and its version; the highest one encrypts.
 *
 * <p>A wrapped value is: format 1 (a byte), length of the key's name (a byte), the name, its version (two bytes), a random
 * nonce (12 bytes), ciphertext with tag. All before the ciphertext is authenticated together with the context.
 */
@Component(name = "org.gishe.keys", service = Keys.class)
@Designate(ocd = KeysConfiguration.class)
public final class KeysComponent implements Keys {

    private enum Purpose {
        ENCRYPT,
        INDEX,
        SEAL
    }

    private static final Map<String, Purpose> NAMES = new TreeMap<>(Map.of(
            "contents", Purpose.ENCRYPT,
            "journal", Purpose.ENCRYPT,
            "people", Purpose.ENCRYPT,
            "journal-index", Purpose.INDEX,
            "people-index", Purpose.INDEX,
            "seal-platform", Purpose.SEAL));
    private static final byte FORMAT = 1;
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final Duration SEAL_VALID = Duration.ofDays(3_650);

    private record Named(String name, int version) {}

    private record Seal(PrivateKey key, List<X509Certificate> certificates) {}

    private final SecureRandom random = new SecureRandom();
    private final Map<Named, SecretKey> secrets = new HashMap<>();
    private final Map<String, Seal> seals = new HashMap<>();
    private final Map<String, Integer> current = new HashMap<>();

    @Activate
    public KeysComponent(BundleContext context, KeysConfiguration config, @Reference InstantSource clock) {
        this(Path.of(required(context.getProperty("gishe.data"))), config, clock);
    }

    /** @param data folder of this node */
    public KeysComponent(Path data, KeysConfiguration config, InstantSource clock) {
        Path folder = data.resolve("keys");
        KeyFile file = new KeyFile(
                config.file().isEmpty() ? folder.resolve("keys.p12") : Path.of(config.file()),
                config.passwordFile().isEmpty() ? folder.resolve("password") : Path.of(config.passwordFile()));
        try {
            char[] password = file.password(config.create());
            KeyStore store = file.load(password);
            if (make(store, password, config.create(), clock.instant())) {
                file.save(store, password);
            }
            read(store, password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("the keys cannot be used", e);
        }
    }

    private static String required(String folder) {
        if (folder == null) {
            throw new IllegalStateException("the system property gishe.data names no folder");
        }
        return folder;
    }

    /** Makes the keys that are missing; returns whether there were any. */
    private boolean make(KeyStore store, char[] password, boolean create, Instant now)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        boolean made = false;
        List<String> aliases = Collections.list(store.aliases());
        for (Map.Entry<String, Purpose> key : NAMES.entrySet()) {
            String name = key.getKey();
            if (aliases.stream().anyMatch(alias -> alias.matches(name + "\\.[0-9]+"))) {
                continue;
            }
            if (!create) {
                throw new IllegalStateException("the key " + name + " is missing");
            }
            if (key.getValue() == Purpose.SEAL) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp256r1"), random);
                KeyPair pair = generator.generateKeyPair();
                store.setKeyEntry(name + ".1", pair.getPrivate(), password, new Certificate[] {certificate(pair, now)});
            } else {
                byte[] bytes = new byte[32];
                random.nextBytes(bytes);
                String algorithm = key.getValue() == Purpose.INDEX ? "HmacSHA256" : "AES";
                store.setEntry(
                        name + ".1",
                        new KeyStore.SecretKeyEntry(new SecretKeySpec(bytes, algorithm)),
                        new KeyStore.PasswordProtection(password));
            }
            made = true;
        }
        return made;
    }

    /** A certificate that the seal issues to itself: it proves integrity, not who we are, until a trust service's is put in. */
    private X509Certificate certificate(KeyPair pair, Instant now)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        X500Name name = new X500Name("CN=Gishe platform seal (self-made)");
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(159, random).setBit(158),
                Date.from(now.minus(Duration.ofMinutes(5))),
                Date.from(now.plus(SEAL_VALID)),
                name,
                pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    private void read(KeyStore store, char[] password) throws GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            int dot = alias.lastIndexOf('.');
            if (dot < 0 || !alias.substring(dot + 1).matches("[0-9]{1,5}")) {
                continue; // not one of ours
            }
            Named named = new Named(alias.substring(0, dot), Integer.parseInt(alias.substring(dot + 1)));
            Integer newest = current.merge(named.name(), named.version(), Math::max);
            if (store.getKey(alias, password) instanceof SecretKey secret) {
                secrets.put(named, secret);
            } else if (newest == named.version() && store.getKey(alias, password) instanceof PrivateKey key) {
                List<X509Certificate> chain = Arrays.stream(store.getCertificateChain(alias))
                        .map(X509Certificate.class::cast)
                        .toList();
                seals.put(named.name(), new Seal(key, chain));
            }
        }
    }

    @Override
    public byte[] encrypt(String key, byte[] plain, byte[] context) {
        int version = secret(key, Purpose.ENCRYPT);
        byte[] name = key.getBytes(StandardCharsets.US_ASCII);
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        int header = 2 + name.length + 2 + NONCE;
        byte[] wrapped = new byte[header + plain.length + TAG];
        ByteBuffer.wrap(wrapped)
                .put(FORMAT)
                .put((byte) name.length)
                .put(name)
                .putShort((short) version)
                .put(nonce);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE, secrets.get(new Named(key, version)), new GCMParameterSpec(TAG * 8, nonce));
            cipher.updateAAD(wrapped, 0, header);
            cipher.updateAAD(context);
            cipher.doFinal(plain, 0, plain.length, wrapped, header);
            return wrapped;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key " + key + " cannot encrypt", e);
        }
    }

    @Override
    public byte[] decrypt(String key, byte[] wrapped, byte[] context) throws GeneralSecurityException {
        secret(key, Purpose.ENCRYPT);
        byte[] name = key.getBytes(StandardCharsets.US_ASCII);
        int header = 2 + name.length + 2 + NONCE;
        if (wrapped.length < header + TAG
                || wrapped[0] != FORMAT
                || wrapped[1] != name.length
                || !Arrays.equals(wrapped, 2, 2 + name.length, name, 0, name.length)) {
            throw new AEADBadTagException("not a value of the key " + key);
        }
        int version = ByteBuffer.wrap(wrapped).getShort(2 + name.length) & 0xFFFF;
        SecretKey secret = secrets.get(new Named(key, version));
        if (secret == null) {
            throw new GeneralSecurityException("version " + version + " of the key " + key + " is not here");
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, secret, new GCMParameterSpec(TAG * 8, wrapped, header - NONCE, NONCE));
        cipher.updateAAD(wrapped, 0, header);
        cipher.updateAAD(context);
        return cipher.doFinal(wrapped, header, wrapped.length - header);
    }

    @Override
    public byte[] blindIndex(String key, byte[] value) {
        int version = secret(key, Purpose.INDEX);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secrets.get(new Named(key, version)));
            return mac.doFinal(value);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key " + key + " cannot index", e);
        }
    }

    @Override
    public byte[] seal(String key, byte[] data) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(sealOf(key).key(), random);
            signature.update(data);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key " + key + " cannot seal", e);
        }
    }

    @Override
    public List<X509Certificate> sealCertificates(String key) {
        return sealOf(key).certificates();
    }

    private Seal sealOf(String key) {
        Seal seal = seals.get(key);
        if (seal == null) {
            throw new IllegalArgumentException("no seal of that name: " + key);
        }
        return seal;
    }

    /** The version with which that key encrypts. */
    private int secret(String key, Purpose purpose) {
        if (NAMES.get(key) != purpose) {
            throw new IllegalArgumentException("no key of that name for this: " + key);
        }
        return current.get(key);
    }
}
