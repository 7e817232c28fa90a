"""Stories: which articles are copies of one another, found as they come, in an index that lasts.

Each article is sketched by the smallest hashes of its runs of words, looked up by some of them, and compared
with those that share most. docs/decisions/0014-clusters.md says why, and what it was measured on.
"""

from crawler.articles.clusters.clusters import Clusters
from crawler.articles.clusters.opening import open_clusters, rebuild_clusters

__all__ = ["Clusters", "open_clusters", "rebuild_clusters"]
