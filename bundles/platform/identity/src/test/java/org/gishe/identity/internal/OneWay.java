/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity.internal;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gishe.api.base.Assurance;
import org.gishe.api.base.Health;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PluginException;
import org.gishe.api.base.Work;
import org.gishe.api.identity.IdentityProvider;
import org.gishe.api.identity.Login;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;
import org.gishe.catalogue.RegisterDescription;
import org.gishe.catalogue.ServiceDescription;

/** A catalogue with one way to log in, whose provider knows one person by the code {@code good}. */
final class OneWay implements Catalogue, IdentityProvider {

    static final Identifier PERSON = new Identifier(Identifier.Scheme.EGN, "8523120012");
    static final String NAME = "Яна Примерова Образцова";
    static final String MEMORY = "what the provider must remember";

    private static final PluginKey KEY = new PluginKey(Kind.IDENTITY, "sample", "sample", "1.0.0");

    volatile boolean down;
    volatile Assurance level = Assurance.SUBSTANTIAL;

    @Override
    public LocalText title() {
        return LocalText.of("Пример", "Sample");
    }

    @Override
    public Departure begin(Work work, String state, URI returnAddress) {
        return new Departure(
                URI.create("http://127.0.0.1:1/idp?state=" + state), MEMORY.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Login finish(Work work, byte[] memory, URI returnAddress, Map<String, String> parameters) {
        if (!new String(memory, StandardCharsets.UTF_8).equals(MEMORY)) {
            throw new PluginException("another memory", false);
        }
        return "good".equals(parameters.get("code"))
                ? Login.of(PERSON, NAME, level)
                : Login.refused("the person gave up");
    }

    @Override
    public Health health(Work work) {
        return Health.UP;
    }

    @Override
    public List<PluginKey> plugins() {
        return List.of(KEY);
    }

    @Override
    public List<PluginKey> current(Kind kind) {
        return kind == Kind.IDENTITY ? List.of(KEY) : List.of();
    }

    @Override
    public Optional<PluginKey> select(Kind kind, String instance, Instant at, String seed) {
        return Optional.of(KEY).filter(key -> kind == key.kind() && instance.equals(key.instance()));
    }

    @Override
    public Optional<PluginKey> pinned(Kind kind, String instance, String version) {
        return select(kind, instance, Instant.EPOCH, "")
                .filter(key -> key.version().equals(version));
    }

    @Override
    public <T, R> R call(PluginKey key, Class<T> contract, Duration limit, Function<T, R> call) {
        if (down) {
            throw new PluginUnavailableException("it is down", false);
        }
        return call.apply(contract.cast(this));
    }

    @Override
    public Optional<ServiceDescription> service(String id, String version) {
        return Optional.empty();
    }

    @Override
    public boolean coded(String id, String version) {
        return false;
    }

    @Override
    public List<ServiceDescription> services() {
        return List.of();
    }

    @Override
    public Optional<RegisterDescription> register(String id, String version) {
        return Optional.empty();
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
