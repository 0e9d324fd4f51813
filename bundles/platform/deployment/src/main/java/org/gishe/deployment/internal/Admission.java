/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gishe.api.base.PluginException;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * Tries an installed version before it may serve: start, stop, start, an e-service's own cases, stop. Nothing outside is
 * reached: no journal, no register, no signing. Thread-safe; one bundle after the other.
 */
final class Admission {

    /** Declarative Services registers it in the plug-in's name, to hear of its configuration; plug-ins do not see its type. */
    private static final Set<String> OF_COMPONENTS = Set.of("org.osgi.service.cm.ManagedService");

    private static final Duration LONGEST_EXAMPLE = Duration.ofSeconds(5);
    private static final Duration ENDING = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final BundleContext context;
    private final Catalogue catalogue;
    private final Components components;
    private final Examples examples;

    private final Apart apart = new Apart();

    Admission(BundleContext context, Catalogue catalogue, ServiceComponentRuntime runtime) {
        this.context = context;
        this.catalogue = catalogue;
        this.components = new Components(runtime);
        this.examples = new Examples(catalogue);
    }

    /**
     * Tries it and leaves it stopped, whatever came of it; one that does not stop is left as it is. A bundle that is
     * started already was admitted before and may have open work: it is left alone. What waits for a configuration only is
     * admitted without ever being active.
     *
     * @param bundle installed and resolvable
     * @param limit for each start and each stop; an example has at most 5 seconds of it
     * @return why it may not serve, in words with the refusal's id; empty when it may
     */
    synchronized List<String> admit(Bundle bundle, Jar jar, Duration limit) {
        if (bundle.getState() == Bundle.ACTIVE) {
            return List.of();
        }
        if ((bundle.getState() & (Bundle.STARTING | Bundle.STOPPING)) != 0) {
            return List.of(Refusal.STOPS.words("it hangs since it was tried before, until the platform is restarted"));
        }
        FrameworkWiring framework =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        if (!framework.resolveBundles(List.of(bundle))) {
            return List.of(Refusal.STARTS.words("it cannot be resolved"));
        }
        var trial = new Trial(bundle, jar, limit);
        try {
            trial.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            trial.refuse(Refusal.STARTS, "the platform was stopped while it was tried");
        }
        return List.copyOf(trial.problems);
    }

    /** One bundle being tried. */
    private final class Trial {

        private final Bundle bundle;
        private final Jar jar;
        private final Duration limit;
        private final ClassLoader loader;
        private final List<String> problems = new ArrayList<>();
        private Set<Thread> before = Set.of();

        Trial(Bundle bundle, Jar jar, Duration limit) {
            this.bundle = bundle;
            this.jar = jar;
            this.limit = limit;
            this.loader = bundle.adapt(BundleWiring.class).getClassLoader();
        }

        void refuse(Refusal refusal, String here) {
            problems.add(refusal.words(here));
        }

        void run() throws InterruptedException {
            start();
            stop(false);
            if (!problems.isEmpty()) {
                return;
            }
            before = Set.copyOf(Apart.threads());
            start();
            if (problems.isEmpty()) {
                Duration each = limit.compareTo(LONGEST_EXAMPLE) < 0 ? limit : LONGEST_EXAMPLE;
                apart.call("try", () -> examples.run(bundle, jar, each))
                        .forEach(problem -> refuse(Refusal.EXAMPLE, problem));
            }
            stop(true);
        }

        private void start() throws InterruptedException {
            // While the framework is on its way up, no bundle starts above the level reached.
            int own = context.getBundle().adapt(BundleStartLevel.class).getStartLevel();
            bundle.adapt(BundleStartLevel.class).setStartLevel(own);
            Optional<String> failure = apart.within(limit, "start", () -> bundle.start(Bundle.START_TRANSIENT));
            if (failure.isPresent()) {
                refuse(Refusal.STARTS, failure.get());
            } else {
                comesUp();
                services();
            }
        }

        /** Every component that needs no configuration is there, and every plug-in's class was entered once. */
        private void comesUp() throws InterruptedException {
            var changed = new Semaphore(0);
            try (AutoCloseable listening = catalogue.listen(changed::release)) {
                long deadline = System.nanoTime() + limit.toNanos();
                List<String> broken = components.broken(bundle);
                while (broken.isEmpty() && !components.waiting(bundle).isEmpty() && deadline - System.nanoTime() > 0) {
                    changed.tryAcquire(LOOK_AGAIN.toNanos(), TimeUnit.NANOSECONDS); // not all of it tells the catalogue
                    broken = components.broken(bundle);
                }
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("a listener cannot be taken back", e);
            }
            List<String> failures = apart.call("enter", this::enter);
            var words = new ArrayList<>(components.broken(bundle));
            words.addAll(components.waiting(bundle));
            if (words.isEmpty()) {
                failures.forEach(failure -> words.add("it does not come up: " + failure));
            }
            words.forEach(each -> problems.add(Refusal.STARTS.brief(each)));
        }

        /** A component is there before its class was ever loaded; what came of loading it, empty when all is well. */
        private List<String> enter() {
            for (PluginKey key : catalogue.plugins()) {
                boolean own = key.id().equals(jar.plugin()) && key.version().equals(jar.version());
                if (own && jar.coded() && registered(key.kind())) {
                    try {
                        catalogue.call(key, key.kind().contract(), limit, plugin -> true);
                    } catch (PluginException | PluginUnavailableException e) {
                        return List.of(String.valueOf(e.getMessage()));
                    }
                }
            }
            return List.of();
        }

        /** A described e-service is listed before its component is registered, or without one. */
        private boolean registered(Kind kind) {
            return registrations().anyMatch(reference -> contracts(reference)
                    .contains(kind.contract().getName()));
        }

        private Stream<ServiceReference<?>> registrations() {
            ServiceReference<?>[] references = bundle.getRegisteredServices();
            return references == null ? Stream.empty() : Arrays.stream(references);
        }

        private static List<String> contracts(ServiceReference<?> reference) {
            return List.of((String[]) reference.getProperty(Constants.OBJECTCLASS));
        }

        private void services() {
            registrations()
                    .flatMap(reference -> contracts(reference).stream())
                    .filter(type -> Kind.of(type).isEmpty() && !Kind.besides(type) && !OF_COMPONENTS.contains(type))
                    .distinct()
                    .forEach(type -> refuse(Refusal.FOREIGN_SERVICE, "it registers a service " + type));
        }

        /** @param again whether it was started before, so that what the platform starts once is there already */
        private void stop(boolean again) throws InterruptedException {
            apart.within(limit, "stop", bundle::stop).ifPresent(words -> refuse(Refusal.STOPS, words));
            long deadline = System.nanoTime() + ENDING.toNanos();
            for (Thread thread : Apart.threads()) {
                if (isOurs(thread, again)) {
                    thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
                    if (thread.isAlive()) {
                        refuse(Refusal.THREAD_ALIVE, "its thread " + thread.getName() + " lives on");
                    }
                }
            }
        }

        /** A call that is still inside carries its loader; what was started while it came up, the group. */
        private boolean isOurs(Thread thread, boolean again) {
            return thread.getContextClassLoader() == loader
                    || thread.getClass().getClassLoader() == loader
                    || again && apart.began(thread) && !before.contains(thread) && !shared(thread);
        }

        private boolean shared(Thread thread) {
            return thread.getName().startsWith("SCR ") // the component runtime's, now and then anew
                    || thread instanceof ForkJoinWorkerThread worker && worker.getPool() == ForkJoinPool.commonPool();
        }
    }
}
