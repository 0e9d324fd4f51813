/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import java.security.PrivateKey;
import java.util.List;
import org.gishe.vendor.dss.TrustedLists;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Nothing of DSS is touched outside its class loader. */
@Component(service = TrustedLists.class)
public final class AdesComponent implements TrustedLists {

    @Activate
    public AdesComponent() {}

    @Override
    public byte[] signTrustedList(byte[] xml, List<byte[]> chain, PrivateKey key) {
        return Inside.call(() -> new ListSigner().signTrustedList(xml, chain, key));
    }
}
