/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.test;

import java.util.Map;

/**
 * The kinds of data base on which the tests of repositories run: both real. For a JUnit test with {@code Parameterized}:
 *
 * <pre>{@code
 * @Parameters(name = "{0}")
 * public static Object[] stores() {
 *     return TestStores.values();
 * }
 *
 * @Rule
 * public final TestStore store;
 *
 * public LedgerTest(TestStores kind) {
 *     store = kind.open();
 *     ledger = new Ledger(store);
 * }
 * }</pre>
 */
public enum TestStores {
    /** A file in a folder of its own. */
    SQLITE,
    /** A schema of its own on a server that all tests of a JVM share. */
    POSTGRES;

    /** The same as {@link #values()}, by a name that reads well. */
    public static Object[] all() {
        return values();
    }

    /** A new, empty store; closed, and its data deleted, by its JUnit rule or by {@code close}. */
    public TestStore open() {
        return open(Map.of());
    }

    /** As {@link #open()}, with settings of {@code etc/org.gishe.store.cfg}. */
    public TestStore open(Map<String, Object> settings) {
        return new TestStore(this, settings);
    }
}
