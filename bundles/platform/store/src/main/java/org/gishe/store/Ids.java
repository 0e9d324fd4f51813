/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Ids of rows: UUIDs of version 7 (RFC 9562 section 5.7), 48 bits of time and 74 random ones. Rows that are written
 * together then stand together in the indexes, so that a commit syncs few pages; nobody can guess one.
 */
public final class Ids {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /** A new id; tells about when it was made and nothing else. */
    public static String next() {
        long high = System.currentTimeMillis() << 16 | 0x7000 | RANDOM.nextInt(1 << 12);
        long low = RANDOM.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
