/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue;

import java.util.Optional;
import java.util.Set;
import org.gishe.api.exchange.ExchangeRoute;
import org.gishe.api.identity.IdentityProvider;
import org.gishe.api.inbound.InboundHandler;
import org.gishe.api.register.RegisterAdapter;
import org.gishe.api.route.RouteProvider;
import org.gishe.api.service.EService;
import org.gishe.api.signature.RedirectSigning;
import org.gishe.api.signature.SignatureProvider;
import org.gishe.api.tools.ContentScanner;
import org.gishe.api.tools.NoticeSender;
import org.gishe.api.tools.PaymentProvider;

/** Kinds of plug-ins, each with its contract. */
public enum Kind {
    SERVICE(EService.class),
    SIGNATURE(SignatureProvider.class),
    REGISTER(RegisterAdapter.class),
    EXCHANGE(ExchangeRoute.class),
    IDENTITY(IdentityProvider.class),
    INBOUND(InboundHandler.class),
    ROUTE(RouteProvider.class),
    NOTICE(NoticeSender.class),
    SCAN(ContentScanner.class),
    PAYMENT(PaymentProvider.class);

    private static final Set<String> BESIDES = Set.of(RedirectSigning.class.getName());

    private final Class<?> contract;

    Kind(Class<?> contract) {
        this.contract = contract;
    }

    /** The interface that a plug-in of this kind implements. */
    public Class<?> contract() {
        return contract;
    }

    /** Whether that interface belongs to a contract, and is implemented besides the one of its kind and never alone. */
    public static boolean besides(String interfaceName) {
        return BESIDES.contains(interfaceName);
    }

    /** The kind of a contract's name; empty for other interfaces. */
    public static Optional<Kind> of(String contractName) {
        for (Kind kind : values()) {
            if (kind.contract.getName().equals(contractName)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
