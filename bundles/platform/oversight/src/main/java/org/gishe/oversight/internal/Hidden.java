/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.gishe.keys.Keys;
import org.gishe.store.StoreException;

/** Texts that are encrypted in their rows, each bound to its row. */
final class Hidden {

    private static final String KEY = "journal";

    private final Keys keys;

    Hidden(Keys keys) {
        this.keys = keys;
    }

    byte[] close(String text, String row) {
        return keys.encrypt(KEY, text.getBytes(StandardCharsets.UTF_8), context(row));
    }

    String open(byte[] bytes, String row) {
        try {
            return new String(keys.decrypt(KEY, bytes, context(row)), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new StoreException("a text of oversight was changed: " + row, e);
        }
    }

    private static byte[] context(String row) {
        return ("oversight:" + row).getBytes(StandardCharsets.UTF_8);
    }
}
