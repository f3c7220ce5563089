"""The rows of the exchange's pages in the permission matrix."""

EXCHANGE = {
    # The exchange: the directory is open to who may look; agreements to the two units concerned; the log, members and
    # certificates are the province's.
    "exchange:agreement": "exchange.view",
    "exchange:agreements": "exchange.view",
    "exchange:approve": "exchange.approve",
    "exchange:ask": "exchange.ask",
    "exchange:certificate-add": "exchange.manage",
    "exchange:certificate-withdraw": "exchange.manage",
    "exchange:close": "exchange.manage",
    "exchange:end": "exchange.approve",
    "exchange:health": "exchange.view",
    "exchange:log": "exchange.log",
    "exchange:participant": "exchange.view",
    "exchange:participant-add": "exchange.manage",
    "exchange:participants": "exchange.view",
    "exchange:publish": "exchange.manage",
    "exchange:record": "exchange.log",
    "exchange:refuse": "exchange.approve",
    "exchange:schema": "exchange.view",
    "exchange:service": "exchange.view",
    "exchange:services": "exchange.view",
    "exchange:subsystem-add": "exchange.manage",
}
