"""Print the job script that dask-jobqueue would hand to SLURM: to be read before anything is submitted.

``python benchmarks/slurm_script.py`` needs ``pip install dask-jobqueue``; no SLURM is needed to print.
"""

from __future__ import annotations

from dask_jobqueue import SLURMCluster


def main() -> None:
    with SLURMCluster(cores=16, processes=1, memory="32GB", walltime="02:00:00", queue="normal") as cluster:
        print(cluster.job_script())


if __name__ == "__main__":
    main()
