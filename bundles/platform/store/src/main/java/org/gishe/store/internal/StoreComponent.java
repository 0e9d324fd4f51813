/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.gishe.store.Snapshots;
import org.gishe.store.Store;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** The store of this node, on SQLite unless it is configured otherwise. */
@Component(
        name = "org.gishe.store",
        service = {Store.class, Scheduling.class, Snapshots.class})
@Designate(ocd = StoreConfiguration.class)
public final class StoreComponent implements Store, Scheduling, Snapshots {

    private final Engine engine;
    private final String node;

    @Activate
    public StoreComponent(BundleContext context, StoreConfiguration config) {
        this(Path.of(required(context.getProperty("gishe.data"))), config);
    }

    /** @param data folder of this node; made when missing */
    public StoreComponent(Path data, StoreConfiguration config) {
        try {
            this.node = config.node().isEmpty() ? node(data) : config.node();
            this.engine = engine(data, config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Migrations.run(engine, "store", StoreComponent.class);
    }

    private static String required(String folder) {
        if (folder == null) {
            throw new IllegalStateException("the system property gishe.data names no folder");
        }
        return folder;
    }

    private static Engine engine(Path data, StoreConfiguration config) throws IOException {
        String url = config.url();
        if (url.isEmpty()) {
            Path folder = folder(data.resolve("db"));
            url = "jdbc:sqlite:" + folder.resolve("gishe.db").toAbsolutePath();
        }
        if (url.startsWith("jdbc:sqlite:")) {
            return new SqliteEngine(url, config.readers(), config.waiting(), config.plant_lose_commit());
        }
        if (url.startsWith("jdbc:postgresql:")) {
            String password = config.passwordFile().isEmpty()
                    ? ""
                    : Files.readString(Path.of(config.passwordFile())).strip();
            return new PostgresEngine(
                    url,
                    config.user(),
                    password,
                    config.writers(),
                    config.readers(),
                    config.waiting(),
                    config.plant_lose_commit());
        }
        throw new IllegalArgumentException("url is neither of SQLite nor of PostgreSQL");
    }

    private static Path folder(Path folder) throws IOException {
        return Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static String node(Path data) throws IOException {
        Path file = folder(data).resolve("node");
        if (!Files.exists(file)) {
            Path made = data.resolve("node.new");
            Files.writeString(made, UUID.randomUUID().toString(), StandardOpenOption.CREATE, StandardOpenOption.SYNC);
            Files.move(made, file);
        }
        return Files.readString(file).strip();
    }

    @Deactivate
    public void close() {
        engine.close();
    }

    @Override
    public <T> CompletableFuture<T> unit(Unit<T> unit) {
        return engine.unit(unit);
    }

    @Override
    public <T> T commit(Unit<T> unit) {
        return engine.commit(unit);
    }

    @Override
    public <T> T read(Unit<T> query) {
        return engine.read(query);
    }

    @Override
    public void migrate(String owner, Class<?> anchor) {
        Migrations.run(engine, owner, anchor);
    }

    @Override
    public boolean possible() {
        return engine.copies();
    }

    @Override
    public void take(Path target) {
        engine.copy(target);
    }

    @Override
    public <T> T read(Path copy, Unit<T> query) {
        return engine.read(copy, query);
    }

    @Override
    public DataSource leases() {
        return engine.service();
    }

    @Override
    public String node() {
        return node;
    }
}
