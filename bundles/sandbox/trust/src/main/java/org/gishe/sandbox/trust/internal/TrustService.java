/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gishe.api.base.Data;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Reply;
import org.gishe.sandbox.host.Site;
import org.gishe.vendor.dss.TrustedLists;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * A qualified trust service provider in small: a remote signing service ({@link Csc}, {@link OAuth}), the person's phone
 * ({@link Phone}) and what its authority publishes ({@link Publications}). Its bad days: {@link Switches}. Thread-safe.
 */
@Component
public final class TrustService implements Site {

    private static final Pattern METHOD = Pattern.compile("/csc/v([12])/(.+)");

    private final InstantSource clock;
    private final Authority authority;
    private final Switches switches = new Switches();
    private final Publications publications;
    private final Credentials credentials;
    private final Phone phone;
    private final Csc csc;
    private final OAuth oauth;

    /** Comes and goes: without it there are no lists. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable TrustedLists listSigner;

    @Activate
    public TrustService(@Reference InstantSource clock) {
        this(
                clock,
                Path.of(System.getProperty("gishe.data", "data"), "sandbox", "trust"),
                "http://127.0.0.1:" + Integer.getInteger("gishe.sandbox.port", 8090) + "/tsp");
    }

    TrustService(InstantSource clock, Path folder, String address) {
        this.clock = clock;
        this.authority = new Authority(folder.resolve("keys"), clock, address);
        authority.announce(folder.resolve("lists"));
        this.publications =
                new Publications(authority, new Lists(authority, clock, address, () -> listSigner), switches, clock);
        this.credentials = new Credentials(clock);
        var transactions = new Transactions(folder.resolve("transactions"), clock);
        var tokens = new Tokens(clock);
        this.csc = new Csc(clock, authority, credentials, transactions, tokens, switches);
        this.oauth = new OAuth(clock, credentials, transactions, tokens, csc);
        this.phone = new Phone(transactions, credentials, clock);
    }

    /** For tests, where no registry hands it in. */
    void sign(TrustedLists signer) {
        this.listSigner = signer;
    }

    Authority authority() {
        return authority;
    }

    @Override
    public String path() {
        return "/tsp";
    }

    @Override
    public Reply handle(Call call) throws IOException {
        if (call.path().startsWith("/phone")) {
            return phone.handle(call);
        }
        if (call.path().equals("/sandbox/switches")) {
            return call.method().equals("POST") ? switches(call) : Reply.empty(405);
        }
        Optional<Reply> published = publications.handle(call);
        if (published.isPresent()) {
            return published.get();
        }
        Matcher method = METHOD.matcher(call.path());
        if (!method.matches()) {
            return Reply.empty(404);
        }
        switches.inside.incrementAndGet();
        try {
            return answer(call, method);
        } finally {
            switches.inside.decrementAndGet();
        }
    }

    private Reply answer(Call call, Matcher method) throws IOException {
        switches.pause();
        if (Switches.take(switches.failures)) {
            return Reply.empty(503);
        }
        try {
            int version = Integer.parseInt(method.group(1));
            if (method.group(2).startsWith("oauth2/")) {
                return oauth.handle(version, method.group(2).substring("oauth2/".length()), call);
            }
            return call.method().equals("POST") ? csc.handle(version, method.group(2), call) : Reply.empty(404);
        } catch (Refusal refusal) {
            return refusal.reply();
        }
    }

    /** Besides the switches: {@code revoke} and {@code renew} name a credential whose certificate that happens to. */
    private Reply switches(Call call) {
        Data.Obj asked = call.object().orElse(Data.EMPTY);
        switches.set(asked, clock.instant());
        asked.text("/revoke").flatMap(credentials::find).ifPresent(each -> authority.revoke(each.key(), each.person()));
        asked.text("/renew").flatMap(credentials::find).ifPresent(each -> authority.renew(each.key(), each.person()));
        return Reply.json(200, switches.told());
    }
}
