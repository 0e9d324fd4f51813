/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import eu.europa.esig.dss.xml.common.DocumentBuilderFactoryBuilder;
import eu.europa.esig.dss.xml.common.XmlDefinerUtils;
import javax.xml.parsers.DocumentBuilderFactory;

/**
 * One DOM factory for each thread. DSS makes a new one for every parse, and the JDK builds a trial parser for each of its
 * five security features: a third of the time of a XAdES signature. The JDK's own parser is named, so that none that another
 * bundle offers is taken.
 */
final class Dom extends DocumentBuilderFactoryBuilder {

    private final ThreadLocal<DocumentBuilderFactory> factories = ThreadLocal.withInitial(() -> super.build());

    private Dom() {}

    static void install() {
        XmlDefinerUtils.getInstance().setDocumentBuilderFactoryBuilder(new Dom());
    }

    @Override
    protected DocumentBuilderFactory instantiateFactory() {
        return DocumentBuilderFactory.newDefaultInstance();
    }

    @Override
    public DocumentBuilderFactory build() {
        return factories.get();
    }
}
