/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/**
 * A certificate with its private key, as it was read at one moment. Immutable.
 *
 * @param mark tells two readings of the same files apart
 * @param chain the certificate, then its issuers
 */
record Credential(String mark, PrivateKey key, List<X509Certificate> chain) {

    /** The files whose contents make a credential. */
    record Source(Path certificate, String key, String passwordFile) {

        static Source of(TlsConfig config) {
            return new Source(Path.of(config.certificate()), config.key(), config.passwordFile());
        }

        private boolean isPem() {
            return !key.isEmpty();
        }

        private List<Path> files() {
            if (isPem()) {
                return List.of(certificate, Path.of(key));
            }
            return passwordFile.isEmpty() ? List.of(certificate) : List.of(certificate, Path.of(passwordFile));
        }

        /** Of what the files hold now; changes whenever that does. */
        String mark() throws IOException {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                for (Path file : files()) {
                    digest.update(digest.digest(Files.readAllBytes(file)));
                }
                return HexFormat.of().formatHex(digest.digest());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /**
         * Reads the files.
         *
         * @throws GeneralSecurityException if they make no credential: perhaps one was replaced, and the other will be
         */
        Credential read() throws IOException, GeneralSecurityException {
            String mark = mark();
            Credential read = isPem() ? pem(mark) : pkcs12(mark);
            read.refuseMismatch();
            if (!mark().equals(mark)) {
                throw new GeneralSecurityException("the files are being replaced just now");
            }
            return read;
        }

        private Credential pem(String mark) throws IOException, GeneralSecurityException {
            List<X509Certificate> chain;
            try (var in = Files.newInputStream(certificate)) {
                chain = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                        .map(X509Certificate.class::cast)
                        .toList();
            }
            try (var parser = new PEMParser(
                    new InputStreamReader(Files.newInputStream(Path.of(key)), StandardCharsets.US_ASCII))) {
                for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
                    PrivateKeyInfo found = each instanceof PEMKeyPair pair
                            ? pair.getPrivateKeyInfo()
                            : each instanceof PrivateKeyInfo info ? info : null;
                    if (found != null) {
                        return new Credential(mark, key(found, chain), chain);
                    }
                }
            }
            throw new GeneralSecurityException(key + " holds no private key that is not encrypted");
        }

        /** Of the certificate's kind: the JDK's key factories go by name, and a key says its kind by number alone. */
        private static PrivateKey key(PrivateKeyInfo found, List<X509Certificate> chain)
                throws IOException, GeneralSecurityException {
            String algorithm =
                    chain.isEmpty() ? "" : chain.get(0).getPublicKey().getAlgorithm();
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(found.getEncoded()));
        }

        private Credential pkcs12(String mark) throws IOException, GeneralSecurityException {
            char[] password = passwordFile.isEmpty()
                    ? new char[0]
                    : Files.readString(Path.of(passwordFile)).strip().toCharArray();
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(Files.readAllBytes(certificate)), password);
            List<String> keys = Collections.list(store.aliases());
            keys.removeIf(alias -> !isKey(store, alias));
            if (keys.size() != 1) {
                throw new GeneralSecurityException(
                        certificate + " holds " + keys.size() + " keys with certificates; it must be one");
            }
            return new Credential(
                    mark,
                    (PrivateKey) store.getKey(keys.get(0), password),
                    List.of(store.getCertificateChain(keys.get(0))).stream()
                            .map(X509Certificate.class::cast)
                            .toList());
        }

        private static boolean isKey(KeyStore store, String alias) {
            try {
                return store.isKeyEntry(alias) && store.getCertificateChain(alias) != null;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    X509Certificate certificate() {
        return chain.get(0);
    }

    /** Two files are not replaced at one moment; a certificate with the key of another would end every handshake. */
    private void refuseMismatch() throws GeneralSecurityException {
        if (chain.isEmpty()) {
            throw new GeneralSecurityException("there is no certificate");
        }
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC", "ECDSA" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(new byte[32]);
        byte[] signed = signature.sign();
        signature.initVerify(certificate().getPublicKey());
        signature.update(new byte[32]);
        if (!verifies(signature, signed)) {
            throw new GeneralSecurityException("the private key is not that of the certificate");
        }
    }

    private static boolean verifies(Signature signature, byte[] signed) {
        try {
            return signature.verify(signed);
        } catch (GeneralSecurityException e) { // of a key of another size
            return false;
        }
    }

    /** In memory alone, for Jetty. */
    KeyStore keyStore(String password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("gishe", key, password.toCharArray(), chain.toArray(Certificate[]::new));
        return store;
    }
}
