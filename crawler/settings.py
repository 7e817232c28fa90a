"""Scrapy settings: the limits of docs/operations.md, and nothing that a run may loosen.

`crawler/spiders/news.py` adds what `config/crawl.toml` says. Secrets are not settings: Scrapy prints these.
"""

MIB = 1024 * 1024

BOT_NAME = "khyber"
SPIDER_MODULES = ["crawler.spiders"]
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
TWISTED_DNS_RESOLVER = "crawler.middlewares.addresses.GuardedResolver"
SCHEDULER = "crawler.middlewares.scheduler.HostScheduler"

# Politeness. `Politeness` sets each host's own delay; these hold for a host that it has not seen yet.
DOWNLOAD_DELAY = 5.0
DOWNLOAD_DELAY_JITTER = 0.0  # a random share could go below the least delay
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 8
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 5.0
AUTOTHROTTLE_MAX_DELAY = 60.0

# Limits.
DOWNLOAD_MAXSIZE = 10 * MIB
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_FAIL_ON_DATALOSS = True
REDIRECT_MAX_TIMES = 5
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
URLLENGTH_LIMIT = 0  # `crawler.discovery` refuses longer ones, and says so
DEPTH_LIMIT = 6  # an index of an index of a sitemap, its article, and one to spare
METAREFRESH_ENABLED = False
CONCURRENT_ITEMS = 1  # of one page, which gives one; Scrapy makes so many tasks for each
SCRAPER_SLOT_MAX_ACTIVE_SIZE = (
    4 * MIB
)  # bytes waiting for a cleaning worker, from which on fetching waits too
MEMUSAGE_LIMIT_MB = 1024
MEMUSAGE_CHECK_INTERVAL_SECONDS = 15.0

# Nothing but the web, and nobody else in this process.
DOWNLOAD_HANDLERS = {
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
    "http": "crawler.middlewares.heads.BoundedHandler",
    "https": "crawler.middlewares.heads.BoundedHandler",
}
DOWNLOAD_VERIFY_CERTIFICATES = True
COOKIES_ENABLED = False
HTTPPROXY_ENABLED = False  # behind a proxy the address guard sees the proxy's address only
REFERRER_POLICY = "no-referrer"
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# What Scrapy starts with every crawl and nobody uses here costs a tenth of a second to load.
EXTENSIONS = {
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.memdebug.MemoryDebugger": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.telnet.TelnetConsole": None,
    "crawler.middlewares.memory_limit.MemoryLimit": 0,
}

SPIDER_MIDDLEWARES = {
    # Every status reaches the spider, which gives each its outcome.
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.middlewares.robots.RobotsTxt": 100,
    # Between Scrapy's retries (550) and the network: refused requests are not tried again, failed ones counted.
    "crawler.middlewares.addresses.AddressGuard": 560,
    "crawler.middlewares.blocked.BlockedPages": 565,
    "crawler.middlewares.politeness.Politeness": 570,
    "crawler.middlewares.compression.StrictCompression": 590,
    "crawler.middlewares.redirects.CheckedRedirects": 600,
}

# In order: every response is archived before anything else is done with it.
ITEM_PIPELINES = {
    "crawler.pipelines.ArchivePipeline": 100,
    "crawler.pipelines.CleanPipeline": 200,
    "crawler.pipelines.StorePipeline": 300,
}

LOG_LEVEL = "INFO"
LOG_FORMATTER = "crawler.middlewares.logs.QuietLog"
STATS_DUMP = False
DOWNLOADER_STATS = False  # the report counts
LOGSTATS_INTERVAL = 60.0
