"""Reads CBIS-DDSM case descriptions as the lines of paper reports, and accounts for every one of them.

The data: Lee et al. 2017, doi:10.1038/sdata.2017.177; TCIA, doi:10.7937/K9/TCIA.2016.7O02S9CY.
"""
