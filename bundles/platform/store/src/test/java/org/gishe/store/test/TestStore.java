/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.gishe.store.Store;
import org.gishe.store.internal.StoreComponent;
import org.gishe.store.internal.StoreConfiguration;
import org.junit.rules.ExternalResource;

/** A store for one test. */
public final class TestStore extends ExternalResource implements Store, AutoCloseable {

    private final Path folder;
    private final Map<String, Object> settings;
    private final String schema;
    private StoreComponent store;

    TestStore(TestStores kind, Map<String, Object> settings) {
        this.settings = new HashMap<>(settings);
        try {
            this.folder = Files.createTempDirectory("gishe-store");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.schema = kind == TestStores.POSTGRES ? Postgres.schema() : "";
        if (!schema.isEmpty()) {
            this.settings.put("url", Postgres.url(schema));
            this.settings.put("user", "postgres");
        }
        reopen();
    }

    /** What a bundle gets as gishe.data. */
    public Path folder() {
        return folder;
    }

    /** Closes it and opens it on the same data. */
    public void reopen() {
        if (store != null) {
            store.close();
        }
        store = new StoreComponent(folder, Settings.of(StoreConfiguration.class, settings));
    }

    /** The component behind it, for tests of this bundle. */
    public StoreComponent component() {
        return store;
    }

    @Override
    protected void after() {
        close();
    }

    @Override
    public void close() {
        store.close();
        if (!schema.isEmpty()) {
            Postgres.drop(schema);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public <T> CompletableFuture<T> unit(Unit<T> unit) {
        return store.unit(unit);
    }

    @Override
    public <T> T commit(Unit<T> unit) {
        return store.commit(unit);
    }

    @Override
    public <T> T read(Unit<T> query) {
        return store.read(query);
    }

    @Override
    public void migrate(String owner, Class<?> anchor) {
        store.migrate(owner, anchor);
    }
}
