/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.gishe.api.base.PluginException;
import org.gishe.api.service.EService;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Example;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.schema.Schema;
import org.osgi.framework.Bundle;

/** Runs the cases of an e-service that is started, through the catalogue and against their recorded answers. */
final class Examples {

    private static final int LARGEST = 1 << 18;
    private static final Duration ALL = Duration.ofSeconds(30);

    private final Catalogue catalogue;

    Examples(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * What does not come out as the cases say, in words.
     *
     * @param limit for each call
     */
    List<String> run(Bundle bundle, Jar jar, Duration limit) {
        Optional<ServiceDescription> service = catalogue.service(jar.plugin(), jar.version());
        if (service.isEmpty()) {
            return List.of();
        }
        var problems = new ConcurrentLinkedQueue<String>(); // a call that was cut off may tell something yet
        try {
            Schema schema = Schema.compile(service.get().schema());
            long end = System.nanoTime() + ALL.toNanos();
            for (Example example : read(bundle)) {
                if (end - System.nanoTime() < 0) {
                    problems.add(
                            "the cases before " + example.name() + " took " + ALL.toSeconds() + " seconds already");
                    break;
                }
                schema.validate(example.form())
                        .forEach(violation -> problems.add(example.name() + ": the form does not fit its schema at "
                                + violation.pointer() + " (" + violation.keyword() + ")"));
                if (jar.coded()) { // one without a class has no rules of its own
                    run(example, service.get(), limit, problems);
                }
            }
        } catch (IllegalArgumentException | IOException e) {
            problems.add(e.getMessage());
        }
        return List.copyOf(problems);
    }

    private void run(
            Example example, ServiceDescription service, Duration limit, ConcurrentLinkedQueue<String> problems) {
        var key = new PluginKey(Kind.SERVICE, service.id(), service.id(), service.version());
        problems.addAll(call(key, example, limit, plugin -> {
            try (var work = new ExampleWork(example, service, limit, problems)) {
                return example.examined(plugin.examine(work, example.draft()));
            }
        }));
        if (example.outcome().isPresent()) {
            problems.addAll(call(key, example, limit, plugin -> {
                try (var work = new ExampleWork(example, service, limit, problems)) {
                    var decision = plugin.decide(work, example.application());
                    var otherwise = new ArrayList<>(example.decided(decision));
                    otherwise.addAll(example.reasoned(decision));
                    return otherwise;
                }
            }));
        }
    }

    private List<String> call(PluginKey key, Example example, Duration limit, Function<EService, List<String>> call) {
        try {
            return catalogue.call(key, EService.class, limit, call);
        } catch (PluginException | PluginUnavailableException e) {
            return List.of(example.name() + ": " + e.getMessage());
        }
    }

    private static List<Example> read(Bundle bundle) throws IOException {
        var urls = bundle.findEntries(Example.FOLDER, "*.json", false);
        if (urls == null) {
            return List.of();
        }
        var examples = new ArrayList<Example>();
        for (URL url : Collections.list(urls)) {
            try (InputStream in = url.openStream()) {
                String path = url.getPath();
                examples.add(Example.read(path.substring(path.lastIndexOf('/') + 1), in.readNBytes(LARGEST + 1)));
            }
        }
        examples.sort(Comparator.comparing(Example::name));
        return examples;
    }
}
