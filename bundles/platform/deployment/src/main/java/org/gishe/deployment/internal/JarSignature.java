/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.CodeSigner;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * The signature of a jar (JAR File Specification, Signed JAR File), as the JDK verifies it, and held to more: every entry is
 * covered, and the whole manifest is what was signed.
 */
final class JarSignature {

    private static final Map<String, String> DIGESTS = Map.of(
            "SHA-256-Digest-Manifest", "SHA-256",
            "SHA-384-Digest-Manifest", "SHA-384",
            "SHA-512-Digest-Manifest", "SHA-512");

    /** A jar that is not what was signed. */
    static final class BrokenException extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Refusal refusal;

        BrokenException(Refusal refusal, String message) {
            super(message);
            this.refusal = refusal;
        }

        Refusal refusal() {
            return refusal;
        }
    }

    private JarSignature() {}

    /**
     * Who signed a jar as a whole; empty when nobody signed anything.
     *
     * @throws BrokenException when it was changed, is signed in part, or by several
     */
    static Optional<CodeSigner> read(File file) throws IOException, BrokenException {
        try (var jar = new JarFile(file, true)) {
            boolean blocks = false;
            boolean first = true;
            Set<CodeSigner> ofAll = new HashSet<>();
            Optional<String> bare = Optional.empty();
            for (JarEntry entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                if (entry.isDirectory() || name.equalsIgnoreCase(JarFile.MANIFEST_NAME)) {
                    continue;
                }
                if (ofTheSignature(name)) {
                    blocks = true;
                    continue;
                }
                try (InputStream in = jar.getInputStream(entry)) {
                    in.transferTo(OutputStream.nullOutputStream()); // signers are known when it was read
                }
                CodeSigner[] signers = entry.getCodeSigners();
                Set<CodeSigner> here = signers == null ? Set.of() : new HashSet<>(Arrays.asList(signers));
                if (here.isEmpty() && bare.isEmpty()) {
                    bare = Optional.of(name);
                }
                if (first) {
                    ofAll.addAll(here);
                    first = false;
                } else {
                    ofAll.retainAll(here);
                }
            }
            if (!blocks) {
                return Optional.empty();
            }
            if (bare.isPresent() || ofAll.isEmpty()) {
                throw new BrokenException(
                        Refusal.SIGNED_IN_PART,
                        bare.map(name -> name + " is covered by no signature that counts")
                                .orElse("no one signature covers all of its files"));
            }
            if (ofAll.size() > 1) {
                throw new BrokenException(Refusal.SEVERAL_SIGNERS, ofAll.size() + " have signed it");
            }
            wholeManifest(jar);
            return Optional.of(ofAll.iterator().next());
        } catch (SecurityException e) {
            throw new BrokenException(Refusal.TAMPERED, "it is not what was signed: " + e.getMessage());
        }
    }

    private static boolean ofTheSignature(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.matches("META-INF/([^/]+\\.(SF|DSA|RSA|EC)|SIG-[^/]+)");
    }

    /** Where its digest differs, the JDK is content with the parts; here an imported package more is another jar. */
    private static void wholeManifest(JarFile jar) throws IOException, BrokenException {
        byte[] manifest;
        try (InputStream in = jar.getInputStream(jar.getEntry(JarFile.MANIFEST_NAME))) {
            manifest = in.readAllBytes();
        }
        for (JarEntry entry : Collections.list(jar.entries())) {
            if (entry.getName().toUpperCase(Locale.ROOT).matches("META-INF/[^/]+\\.SF")) {
                byte[] bytes;
                try (InputStream in = jar.getInputStream(entry)) {
                    bytes = in.readAllBytes();
                }
                Attributes signed = new Manifest(new ByteArrayInputStream(bytes)).getMainAttributes();
                if (DIGESTS.entrySet().stream()
                        .noneMatch(each -> matches(signed.getValue(each.getKey()), each.getValue(), manifest))) {
                    throw new BrokenException(Refusal.TAMPERED, "its manifest is not the one that was signed");
                }
            }
        }
    }

    private static boolean matches(String digest, String algorithm, byte[] manifest) {
        try {
            return digest != null
                    && MessageDigest.isEqual(
                            Base64.getDecoder().decode(digest),
                            MessageDigest.getInstance(algorithm).digest(manifest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
