/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.oidc;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "OpenID Connect", description = "One provider by which people log in")
@interface OidcConfiguration {

    @AttributeDefinition(description = "Issuer, whose configuration stands under /.well-known/openid-configuration")
    String issuer();

    @AttributeDefinition(description = "Client id at the provider")
    String clientId();

    @AttributeDefinition(description = "Client secret at the provider", type = AttributeType.PASSWORD)
    String _clientSecret();

    @AttributeDefinition(description = "Claim that holds the identifier as ETSI EN 319 412-1 writes it, PNOBG-…")
    String identifierClaim() default "identifier";

    @AttributeDefinition(description = "What the citizen reads, in Bulgarian")
    String titleBg();

    @AttributeDefinition(description = "What the citizen reads, in English")
    String titleEn();
}
