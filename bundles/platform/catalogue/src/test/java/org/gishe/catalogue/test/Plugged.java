/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;
import org.gishe.catalogue.RegisterDescription;
import org.gishe.catalogue.ServiceDescription;

/** A catalogue of plug-ins that a test gives it; every one is current, and calls go straight to it. */
public final class Plugged implements Catalogue {

    private final Map<PluginKey, Object> plugins = new ConcurrentHashMap<>();
    private final Map<String, ServiceDescription> services = new ConcurrentHashMap<>();
    private final Map<String, RegisterDescription> registers = new ConcurrentHashMap<>();

    public Plugged with(PluginKey key, Object plugin) {
        plugins.put(key, plugin);
        return this;
    }

    public Plugged with(ServiceDescription service) {
        services.put(service.id(), service);
        plugins.putIfAbsent(new PluginKey(Kind.SERVICE, service.id(), service.id(), service.version()), "described");
        return this;
    }

    public Plugged with(RegisterDescription register) {
        registers.put(register.id(), register);
        return this;
    }

    public Plugged without(PluginKey key) {
        plugins.remove(key);
        return this;
    }

    /** As when an e-service's bundle is not there (yet). */
    public Plugged withoutService(String id) {
        services.remove(id);
        plugins.keySet().removeIf(key -> key.kind() == Kind.SERVICE && key.id().equals(id));
        return this;
    }

    @Override
    public List<PluginKey> plugins() {
        return List.copyOf(plugins.keySet());
    }

    @Override
    public List<PluginKey> current(Kind kind) {
        return plugins().stream().filter(key -> key.kind() == kind).toList();
    }

    @Override
    public Optional<PluginKey> select(Kind kind, String instance, Instant at, String seed) {
        return current(kind).stream()
                .filter(key -> key.instance().equals(instance))
                .findFirst();
    }

    @Override
    public Optional<PluginKey> pinned(Kind kind, String instance, String version) {
        return current(kind).stream()
                .filter(key -> key.instance().equals(instance) && key.version().equals(version))
                .findFirst();
    }

    @Override
    public Optional<ServiceDescription> service(String id, String version) {
        return Optional.ofNullable(services.get(id));
    }

    @Override
    public boolean coded(String id, String version) {
        return plugins.entrySet().stream()
                .anyMatch(entry -> entry.getKey().kind() == Kind.SERVICE
                        && entry.getKey().id().equals(id)
                        && !entry.getValue().equals("described"));
    }

    @Override
    public List<ServiceDescription> services() {
        return List.copyOf(services.values());
    }

    @Override
    public Optional<RegisterDescription> register(String id, String version) {
        return Optional.ofNullable(registers.get(id));
    }

    @Override
    public <T, R> R call(PluginKey key, Class<T> contract, Duration limit, Function<T, R> call) {
        Object plugin = plugins.get(key);
        if (plugin == null) {
            throw new PluginUnavailableException(key + " is not here", false);
        }
        return call.apply(contract.cast(plugin));
    }

    @Override
    public Map<PluginKey, Integer> inside() {
        return Map.of();
    }

    @Override
    public Map<PluginKey, Integer> hung() {
        return Map.of();
    }

    @Override
    public Map<PluginKey, Tally> tallies() {
        return Map.of();
    }

    @Override
    public Map<PluginKey, Durations> durations() {
        return Map.of();
    }

    @Override
    public AutoCloseable listen(Runnable listener) {
        return () -> {};
    }
}
