/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.backup.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256. */
final class Sums {

    private static final int BUFFER = 1 << 16;

    private Sums() {}

    static String of(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    /**
     * Copies a stream and sums it up.
     *
     * @param most bytes that it may have
     * @param each is told of every piece; may end the copy by throwing
     */
    static Manifest.Part copy(InputStream in, OutputStream out, long most, Progress each) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            size += read;
            if (size > most) {
                throw new DamagedException("a part is longer than its manifest says");
            }
            digest.update(buffer, 0, read);
            out.write(buffer, 0, read);
            each.moved(read);
        }
        return new Manifest.Part(size, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Hears how many more bytes were moved. */
    interface Progress {
        void moved(int bytes) throws IOException;
    }
}
